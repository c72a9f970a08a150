"""A person's name as given in answer to the question for it."""

from __future__ import annotations

import re

from bot.understanding.text import normalise

_SELF = "(?:私|わたし|わたくし|僕|俺|うち)"
_FILLER = "(?:えっと|えーと|ええと|あの[うー]?)"
_BEFORE = re.compile(
    rf"^(?:(?:こんにちは|こんばんは|はじめまして|お世話になります|すみません|もしもし|えっと"
    rf"|えーと|ええと|あの|はい|申請者は|申請する(?:の|人)は|{_SELF}(?:(?:の(?:お?名前|氏名|なまえ))?は|(?= ))"
    rf"|(?:お?名前|氏名|なまえ)は)[、, ]*(?:{_FILLER})?[、, ]*)+"
)
_AFTER = re.compile(
    r"[、, ]*(?:(?:と|って)?(?:申し|もうし|言い|いい)ます(?:ねん)?(?:[、。 ].*)?|と(?:いう|言う)者です|です(?:ねん|わ|よ|ね|けど|が)?"
    r"|だ|や(?:ねん|で|わ)?|で(?:ございます|お願いします)|[、, 。]*(?:どうぞ)?(?:よろしく)?お願い(?:いた|致)?します)*[。.!、 ]*$"
)
_SAYS_WHO = (
    rf"申請する(?:の|人)は{_SELF}で、?(?:(?:名前|氏名)は)?"
    rf"|(?:申請者|申請する(?:の|人)|(?:{_SELF}の|わたしの)?(?:お?名前|氏名|なまえ)|{_SELF})[はが]"
    "|正しくは|本当は|ほんまは|(?P<family>[一-鿿]{1,3})、(?=(?P=family))"
)
_SAID_SO = "です|でございます|と申します|と言います|といいます|いいます|だ|や(?:ねん|で|わ)?"
_INTRODUCED = re.compile(
    rf"(?:^|[、。 ])(?:{_SAYS_WHO})[、, ]*(?:{_FILLER}[、, ]*)?(?P<name>[^、。,.はがをも]{{1,20}}?(?:(?:{_SAID_SO})(?:[、。 ].*)?|(?=、[^、]*$)))(?:、.*)?$"
)
"""「申請するのは私で、名前は南田です」「中村、中村敏夫いいます」: what comes before is no part of the name."""
_OF_ANOTHER = re.compile(
    "(?:葬儀|担当|病院|施設|ケアマネ|先生|住職)[^、。]{0,6}は"
    "|(?:亡くな|故人|本人|父|母|夫|妻|主人|子ども|子供|娘|息子|赤ちゃん|孫)[^、。]{0,8}(?:名前|氏名)は"
)
_SAYS_NAME = re.compile(
    "(?<!あなたの)(?<!そちらの)(?<!あんたの)(?:名前|氏名)(?:は|、)(?=.)(?!何|なん|言|いい|ちょっと|内緒|あと|後)|と(?:申し|もうし)ます"
    "|(?:名前|氏名)(?:は|を|の|が)?[^、。]{0,8}(?:訂正|間違|まちが|違|言うてし|言ってし|言うた|お?伝え|直し)"
)
_REPLACED = re.compile("(?:^|(?<=[、。 ]))(?:名前|氏名)?[、は]?[一-鿿ぁ-んァ-ヶ]{1,8}(?:じゃ|では|や)(?:なくて|なく|なしに|のうて)、?")
_READING = re.compile(r"[(\[「【].*?[)\]」】]")
_HONORIFIC = re.compile("(?:さん|様|さま)$")
_NAME = re.compile(r"[ぁ-んァ-ヶー㐀-䶿一-鿿豈-﫿𠀀-𱍏々〆ヵヶA-Za-zÀ-ÿ・'’.\-]{1,40}")
_TALK = re.compile(
    "(?:ない|ません|へん|ください|ですか|ますか|たくない|いや|嫌|はい|いいえ|いえ|うん|ううん|匿名|内緒|秘密|なし|無し|何|なに|なぜ"
    "|どうして|わから|言いた|教え|答え|必要|あと(?:で|から))"
)
_NO_NAME_ALONE = re.compile(
    "^(?:はい|いいえ|いえ|うん|ううん|いや|ちがう|ちがいます|違います|わかった|了解|ok|OK|匿名|お願いします"
    f"|(?:{_SELF}|本人|息子|娘|妻|夫)(?:[がもの].*)?)$"
)


def read_name(text: str) -> str | None:
    """The name in ``text``, as said and without spaces; None if it is no name (「言いたくない」, a question, a number)."""
    said = _READING.sub("", normalise(text))
    introduced = _INTRODUCED.search(said)
    said = introduced["name"] if introduced else said
    name = _AFTER.sub("", _BEFORE.sub("", _first_sentence(said))).replace(" ", "")
    name = _HONORIFIC.sub("", name)
    if _OF_ANOTHER.search(text) or not _NAME.fullmatch(name) or _NO_NAME_ALONE.match(name) or _is_a_sentence(name):
        return None
    return name


def _first_sentence(text: str) -> str:
    """Of 「山田じゃなくて山口です、聞き間違えてはる」 the part that has the name."""
    replaced = _REPLACED.search(text)
    return re.split("(?<=です)[、。 ]|(?<=ます)[、。 ]|。", text[replaced.end() :] if replaced else text, maxsplit=1)[0]


def names_the_speaker(text: str) -> bool:
    """Whether somebody says their name unasked: 「名前は松井です」「松井と申します」."""
    return bool(_SAYS_NAME.search(text)) and not _OF_ANOTHER.search(text)


def _is_a_sentence(name: str) -> bool:
    """Whether a word of refusing or asking ends it, or follows a particle in it; 「ないとう」 is a name."""
    talk = _TALK.search(name, 1)
    return talk is not None and (talk.end() == len(name) or bool(re.search("[はをがもに]", name[: talk.start()])))
