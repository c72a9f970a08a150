"""What a resident tells in one breath, cut where its words say so; and what is left of a correction without what it takes back."""

from __future__ import annotations

import re
from typing import List

from rasa.nlu.tokenizers.tokenizer import Token

from bot.nlu.ginza import PART_OF_SPEECH

FEWEST = 2
"""Words of a clause: fewer belong to the next one."""
_ENDS = ("助詞-接続助詞", "補助記号-句点", "補助記号-読点")
_AUXILIARIES = ("動詞-非自立可能", "形容詞-非自立可能", "助動詞")
_SAID = (
    "(?:言[いうっ](?:た|て|まし)?|ゆうた|ゆうて|いうた|申し(?:た|まし|上げ)|答え(?:た|まし|て)|書[いき](?:た|まし)"
    "|押し(?:た|まし|て)|選[びん](?:だ|まし)|伝え(?:た|まし))"
)
_REJECTED = re.compile(
    "[^、。はがも]{1,14}?(?:じゃ|では|や|で)(?:なく(?:て)?|なしに|のうて)、?"
    f"|[^、。はがも]{{0,14}}?(?:と|って|て)?{_SAID}[^、。]{{0,8}}?(?:けど|けれど|が|のに|(?:の|ん)(?:は|を)?)、?"
    "(?:(?:間違|まちが|誤り|勘違|取り消|嘘|ちが|違)[^、。]{0,8}[、。]?)?"
)
_ABOUT_CORRECTING = re.compile(
    "さっきの?|先ほどの?|さきほどの?|前の(?:質問|答え)の?|訂正(?:します|して(?:ください)?|で|お願いします)?|すみません|すいません|すんません|ごめんなさい|"
    "間違えました|まちがえました|やっぱり?|やはり|の?(?:間違い|まちがい|誤り)です|に(?:直し|変え|訂正)[^、。]*"
)


def clauses(tokens: List[Token]) -> List[List[Token]]:
    """The clauses of a sentence that has several; none of a simple one."""
    parts: List[List[Token]] = []
    current: List[Token] = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        current.append(token)
        if _ends_clause(token, following) and len(current) > FEWEST:
            parts.append(current)
            current = []
    if current:
        parts.append(current)
    return parts if len(parts) > 1 else []


def _ends_clause(token: Token, following: Token | None) -> bool:
    """「飼って」 in 「飼っていました」 ends nothing."""
    goes_on = following is not None and following.data[PART_OF_SPEECH].startswith(_AUXILIARIES) and token.text in ("て", "で")
    return token.data[PART_OF_SPEECH].startswith(_ENDS) and not goes_on


def corrected(tokens: List[Token]) -> List[Token]:
    """「さっきの車、軽やのうて普通車でした」 without 「さっき」 and 「軽やのうて」; nothing if nothing is taken back."""
    text = "".join(token.text for token in tokens)
    rejected = list(_REJECTED.finditer(text))
    if not rejected:
        return []
    gone = {place for match in (*rejected, *_ABOUT_CORRECTING.finditer(text)) for place in range(*match.span())}
    kept, place = [], 0
    for token in tokens:
        if not gone.issuperset(range(place, place + len(token.text))):
            kept.append(token)
        place += len(token.text)
    return kept
