"""A sentence without names, places, numbers and addresses, so that it may be kept where it was not understood (docs/privacy.md)."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, List, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.ginza import PART_OF_SPEECH

MASKED = "masked"
"""Output: the text with what might tell who speaks taken out."""
PERSON, PLACE, ADDRESS, NUMBER = "〔名前〕", "〔地名〕", "〔連絡先〕", "〇"
_HIDDEN = {"名詞-固有名詞-人名": PERSON, "名詞-固有名詞-地名": PLACE, "名詞-数詞": NUMBER}
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+[@＠][A-Za-z0-9.-]+|(?:https?://|www\.)[!-~]+")
_DIGITS = re.compile(r"\d+(?:[-ー−‐]\d+)*")
_TITLED = re.compile(r"[ァ-ヶー一-鿿々]{1,6}(?=(?:さん|様|さま|くん|ちゃん)?(?:と(?:申し|いい|言い|もうし)(?:ます|まして)))")
"""Who gives a name: 「〜と申します」."""
_VARIANT = re.compile(r"[一-鿿]*[髙﨑𠮷德濵邊邉齋嶋][一-鿿]*")
"""Letters that only names are written with: the dictionary does not know these."""
_REPEATED = re.compile(f"(?:{PERSON}){{2,}}|(?:{PLACE}){{2,}}|{NUMBER}{{2,}}")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PersonalDataMask(GraphComponent):
    """What is hidden is told by the part of speech of the words and the form of addresses and numbers."""

    @classmethod
    def create(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> PersonalDataMask:
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            message.set(MASKED, masked(message.get(TEXT) or "", message.get("text_tokens") or []), add_to_output=True)
        return messages


def masked(text: Text, tokens: List[Token]) -> Text:
    """The text with names of persons, places, numbers, telephone numbers, mail and web addresses replaced."""
    found: List[Tuple[int, int, Text]] = []
    for start, end, sign in [*_by_form(text), *_by_word(tokens)]:
        if all(end <= before or start >= behind for before, behind, _ in found):
            found.append((start, end, sign))
    for start, end, sign in sorted(found, reverse=True):
        text = text[:start] + sign + text[end:]
    return _REPEATED.sub(lambda run: next(sign for sign in (PERSON, PLACE, NUMBER) if run[0].startswith(sign)), text)


def _by_form(text: Text) -> Iterator[Tuple[int, int, Text]]:
    for pattern, sign in ((_ADDRESS, ADDRESS), (_DIGITS, NUMBER), (_TITLED, PERSON), (_VARIANT, PERSON)):
        yield from ((match.start(), match.end(), sign) for match in pattern.finditer(text))


def _by_word(tokens: List[Token]) -> Iterator[Tuple[int, int, Text]]:
    for token in tokens:
        sign = next((sign for kind, sign in _HIDDEN.items() if str(token.data[PART_OF_SPEECH]).startswith(kind)), None)
        if sign is not None:
            yield token.start, token.end, sign
