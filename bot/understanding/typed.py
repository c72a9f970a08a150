"""Facts whose value is not one of a few words: the deceased's relation, dates, ages, telephone numbers, names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.understanding.children import dates_a_child, read_children
from bot.understanding.clauses import Clause
from bot.understanding.dates import DateReading, read_dates
from bot.understanding.lexicon import Lexicon
from bot.understanding.names import names_the_speaker
from bot.understanding.numbers import read_age, read_name, read_number, read_phone
from bot.understanding.persons import deceased_in, only_relative, relation_answered, relation_corrected
from bot.understanding.times import read_moment
from bot.understanding.utterance import TypedFacts, Utterance

_DEATH_FACTS = frozenset({"death_date", "relation_to_deceased", "deceased_age"})
_APPOINTMENT = frozenset({"reservation_datetime", "reservation_office"})
_AGE_SAID = re.compile(
    r"[歳才]|さい(?!ふ|た|し)|^(?:まだ|もう|満|年は|享年|ええ、)|(?:年|とし)は|年齢|享年|はたち|"
    r"還暦|古希|喜寿|傘寿|米寿|卒寿|白寿|で(?:亡|死|逝|他界|急死|急に|突然|旅立|永眠|身罷)|[0-9十]に(?:なった|なりました|なって)(?:とこ|ばかり|ばっかり)"
)
_NOT_AN_AGE = re.compile(
    r"(?:亡くな|なくな|死ん|逝)[^、。]{0,6}[0-9一二三四五六七八九十]+(?:か月|ヶ月|カ月|ゖ月|日|週間|年)|[0-9一二三四五六七八九十]+[歳才](?:前の?|未満|以下|以上|まで|から|に(?:な[るっ]た(?:とき|時)|"
    r"満たない)|年[上下]|違い|差|で(?:退職|定年|結婚|独立|入[院所]|引退)|の(?:子|孫|娘|息子|とき|"
    r"時|妹|弟|誕生日)|で(?:切|変|届|定年))"
)
_CHILDREN = re.compile(
    r"(?:子|孫|子ども|子供|こども|娘|息子|長男|長女|次男|次女|下の子|上の子|妹|弟|下)(?:たち|"
    r"ら)?(?:が|は|も|で(?:も)?|と)"
)
_AGE_OF_A_RELATIVE = re.compile(
    "(?<![0-9一二三四五六七八九十年月])(?:[1-9][0-9]|[二三四五六七八九]?十[一二三四五六七八九]?)"
    "(?=の(?:息子|娘|父|母|夫|妻|主人|旦那|嫁|兄|弟|姉|妹|祖父|祖母|叔父|叔母|おじ|おば))"
    "|(?<=[父母夫妻人兄弟姉妹]は)(?:[4-9][0-9]|[四五六七八九]十[一二三四五六七八九]?)(?=、)"
)
"""「四十七の息子に先立たれ」「父は六十二、まだ勤めてて」."""
_AGE_IN_BRACKETS = re.compile(r"(?<=[一-鿿])\((?P<age>[1-9][0-9]|1[01][0-9])歳?\)")
_DAY_IN_FIGURES = re.compile("(?:[0-9]{4}/)?[0-9]{1,2}/[0-9]{1,2}、?")
_AGE_AT_DEATH = re.compile(r"(?P<age>[0-9]{1,3}|[一二三四五六七八九十百]{1,5})で(?=亡|死|逝|他界|なくな|急死|急に|突然|旅立|永眠|身罷)")
_COUNTED_AGE = re.compile("[一二三四五六七八九]つ|(?:ひと|ふた|みっ|よっ|いつ|むっ|なな|やっ|ここの)つ")
"""A small child's: 「七つ」."""
_EAST_ASIAN = re.compile("(?:数え|かぞえ)(?!(?:年)?(?:じゃ|や|では)(?:な|のう))")
_NOT_BY_COUNTING = re.compile("(?:数え|かぞえ)(?:年)?(?:じゃ|や|では)(?:なく|なくて|なしに|のうて)、?")
_KANJI_AGE = re.compile("(?:^|[、。 んぶとら])[一二三四五六七八九]?十[一二三四五六七八九]?(?:です|でし|や|だ|ちゃう|と思|$|かな|くらい|ぐらい)")
_PLAINLY_AGE = re.compile(
    r"^(?:あと|それと|年齢は|年は|歳は|満で?|まだ|ちょうど|(?:亡くなった)?(?:父|母|夫|妻|主人|祖父|祖母|兄|弟|姉|妹|本人|故人)は|[、。 ])*"
    r"[0-9一二三四五六七八九十百]{1,4}(?:歳|才)?(?:です|でした|や|やった)"
)
"""A clause that says an age and nothing else."""
_LISTED = re.compile("(?:^|[、。,/ ])[一-鿿ぁ-んァ-ヶ]{1,6}(?:[、。,/ (]|です)")
"""「2026年11月15日、父、71歳」: the one named in a list is the one it is about."""
_RETIRED = re.compile("定年")
_OTHER_DAY = re.compile(
    "誕生日|生年月日|生まれ|発見|連絡|知っ|知らせ|見つか|倒れ|引っ越|退職|お?葬[式儀]|通夜|告別式|火葬|"
    "納骨|入院|予約|譲|名義変更|廃車|診断書|区役所|伺|希望日|結婚|退院|四十九日|初七日|一周忌|届"
)
_DAY_OF_DEATH = re.compile("(?:亡くなった|なくなった|死んだ)(?:の|ん|日)は、?")
_SAME_DAY = re.compile("その日(?:のうち)?に[^、。]{0,4}(?:亡|なくな|息|死)")
"""「11月4日に倒れて、その日のうちに亡くなりました」."""
_TO_GO = re.compile("あと[^、。]{1,4}(?:日|か月|ヶ月|年)で(?:還暦|古希|喜寿|傘寿|米寿|卒寿)?")
"""「あと三日で九十歳やった」 names no day, 「59、あと1か月で還暦」 no second age."""
_IN_A_ROLE = re.compile("(?:喪主|世帯主|名義|代理|保証人|相続人|受給者)[^、。]{0,4}[はが][^、。]*$")
"""Before a person who has that part."""
_WHO_DIED = re.compile("(?:亡くなった|なくなった|死んだ)(?:(?:の|ん)は|(?=[父母夫妻兄弟姉妹祖叔伯義主旦息娘]))")
_SHORT = 8
"""Characters of a sentence that can only name somebody: 「父です」."""
_SAID_BEFORE = re.compile("さっき|先ほど|さきほど|先程")
"""Of the conversation, not of the death."""
_COMES = re.compile("予約|希望日|希望は|[をが]希望|区役所[^。]{0,8}(?:伺|うかが|行き|参)|[0-9一二三四五六七八九十]時[^。]{0,14}(?:伺|うかが|行き|参|お願い)")
"""When somebody would like to come."""
_CONTACT = frozenset({"applicant_name", "contact_phone"})
_NAME_THEN_PHONE = re.compile("(?P<name>[^、。 0-9]{1,12}?(?:です|と申します|と言います|といいます|いいます))[、。 ]")
_PHONE_OF_OTHERS = re.compile("(?:葬儀|病院|施設|寺|斎場)[^、。]{0,6}(?:番号|電話)")
_PHONE_THEN_NAME = re.compile("[0-9][、 ](?P<name>[^、。 0-9]{1,12}?(?:です|と申します|と言います|といいます))[。 ]*$")
_PHONE = re.compile(r"電話|携帯|番号|0[0-9-]{9,12}")


def read_typed(lexicon: Lexicon, said: Utterance) -> TypedFacts:
    """What is said of such facts; outside their question only what is unmistakable."""
    found = _of_the_appointment(lexicon, said)
    asks_of_the_living = not lexicon.of_the_living.isdisjoint(said.asked)
    told = lexicon.knows_a_death and (not asks_of_the_living or lexicon.talk["dies"].search(said.text))
    if "birth_date" in lexicon.kb.facts:
        found = found.joined(read_children(lexicon, said))
        said = replace(said, about=[clause for clause in said.about if not dates_a_child(clause.text)])
    return found.joined(_of_the_deceased(lexicon, said)) if told else found


def _of_the_deceased(lexicon: Lexicon, said: Utterance) -> TypedFacts:
    values: dict[str, Any] = {}
    relation, relation_unsure = _relation(lexicon, said)
    if relation is None:
        relation = _by_the_speaker(lexicon, said)
    if relation is None and said.is_opener:
        relation = only_relative(lexicon, said.text, said.parts)
        relation_unsure = relation is not None and not _LISTED.search(said.text)
    if relation is not None:
        values["relation_to_deceased"] = relation
    day = _day(lexicon, said)
    if day is not None and day.value is not None:
        values["death_date"] = day.value
    age, age_unsure = _age(lexicon, said)
    if age is not None:
        values["deceased_age"] = age
    unsure = relation_unsure or age_unsure or (day is not None and day.certainty == "confirm")
    return TypedFacts(values, unsure, day.candidates if day is not None and day.value is None else ())


def _of_the_appointment(lexicon: Lexicon, said: Utterance) -> TypedFacts:
    """When to come, and how to reach whom."""
    moment = read_moment(said.text, said.today) if _is_appointment(said) else None
    values: dict[str, Any] = {} if moment is None else {"reservation_datetime": moment.value}
    return TypedFacts({**values, **_contact(lexicon, said)}, bool(moment and moment.unsure))


def _is_appointment(said: Utterance) -> bool:
    return bool(_APPOINTMENT & set(said.asked)) or bool(_COMES.search(said.text))


def _by_the_speaker(lexicon: Lexicon, said: Utterance) -> str | None:
    """Who died, by what the speaker is: 「妻の私」「甥です」. 「喪主は甥です」 speaks of somebody else."""
    for who, pattern in lexicon.speaker_is.items():
        match = pattern.search(said.text)
        if match and (lexicon.talk["speaker"].search(match[0]) or not _IN_A_ROLE.search(said.text[: match.start()])):
            return who
    return None


def _relation(lexicon: Lexicon, said: Utterance) -> tuple[str | None, bool]:
    if said.is_opener or set(said.asked) & _DEATH_FACTS or said.corrects or _WHO_DIED.search(said.text):
        relation = deceased_in(lexicon, said.text, said.parts, opener=said.is_opener or "relation_to_deceased" in said.asked)
        if relation is not None:
            return relation, False
    if said.corrects and (relation := relation_corrected(lexicon, said.text, said.parts)) and not said.names_facts:
        return relation, False
    if "relation_to_deceased" in said.asked or (set(said.asked) & _DEATH_FACTS and len(said.text) <= _SHORT):
        stated = "".join(clause.text for clause in said.about)
        return relation_answered(lexicon, stated), bool(lexicon.talk["hedge"].search(stated))
    return None, False


def _day(lexicon: Lexicon, said: Utterance) -> DateReading | None:
    """The day of death: asked for, or told together with the death."""
    dies = lexicon.talk["dies"]
    is_open = "death_date" in said.asked or said.is_opener or (said.corrects and not _is_appointment(said))
    told = bool(dies.search(said.text))
    if (_is_appointment(said) and not told) or not (is_open or told or set(said.asked) & _DEATH_FACTS):
        return None
    is_same_day = bool(_SAME_DAY.search(said.text))
    text = "".join(_said_of_death(lexicon, clause, is_same_day) for clause in said.about)
    return _first_day(text, said.today, last=said.corrects)


def _said_of_death(lexicon: Lexicon, clause: Clause, is_same_day: bool) -> str:
    """The clause, or blanks for one that dates something else: 「葬儀は20日でした」."""
    if lexicon.talk["long_dead"].search(clause.text) or lexicon.talk["other_subject"].search(clause.text):
        return "。"
    said = _SAID_BEFORE.sub("", _TO_GO.sub("", clause.text))
    is_other = _OTHER_DAY.search(clause.text) and not lexicon.talk["dies"].search(clause.text)
    return "。" if is_other and not is_same_day else said


def _first_day(text: str, today: date, *, last: bool) -> DateReading | None:
    readings = [reading for reading in read_dates(text, today=today, tense="past") if reading.candidates or reading.value]
    if not readings:
        return None
    if last:
        return _whole(readings)
    named = [m.end() for m in _DAY_OF_DEATH.finditer(text)]
    if named and (day := next((r for r in readings if r.span[0] >= named[-1]), None)):
        return day
    certain = [reading for reading in readings if reading.certainty == "certain"]
    return certain[0] if len({reading.value for reading in certain}) == 1 else readings[0]


def _whole(readings: Sequence[DateReading]) -> DateReading:
    """The last day said, with the month that was only said behind it: 「19日でした、11月の」."""
    last, before = readings[-1], readings[-2] if len(readings) > 1 else None
    month = (last.value or "").removeprefix("partial:")
    is_month = last.value is not None and last.value.startswith("partial:")
    return before if is_month and before is not None and (before.value or "").startswith(month) else last


def _age(lexicon: Lexicon, said: Utterance) -> tuple[int | None, bool]:
    is_asked = "deceased_age" in said.asked
    is_open = is_asked or said.is_opener or said.corrects or bool(set(said.asked) & _DEATH_FACTS)
    for clause in said.about:
        text = _plain_ages(_NOT_AN_AGE.sub("", _NOT_BY_COUNTING.sub("", _TO_GO.sub("", clause.text))))
        if not is_open and not _PLAINLY_AGE.search(text):
            continue
        if _EAST_ASIAN.search(said.text) or not (is_asked or _may_be_age(said, text)):
            continue
        if _RETIRED.search(text) or _is_of_another(lexicon, said, clause):
            continue
        reading = read_age(_AGE_AT_DEATH.sub(r"\g<age>歳で", text))
        if reading is None and is_asked and (_COUNTED_AGE.search(text) or _KANJI_AGE.search(text)):
            reading = read_number(text)
        if reading is not None and reading.value is not None:
            return reading.value, reading.certainty == "confirm" or bool(lexicon.talk["hedge"].search(text))
    return None, False


def _plain_ages(text: str) -> str:
    """With 「歳」 where a relative's age stands without it, and without days, whose figures are no age."""
    text = re.sub("(?<=十)と(?=[一二三四五六七八九]つ)", "", text)  # 「九十と一つ」
    return _AGE_OF_A_RELATIVE.sub(lambda age: f"{age[0]}歳", _AGE_IN_BRACKETS.sub(r"\g<age>歳", _DAY_IN_FIGURES.sub("", text)))


def _may_be_age(said: Utterance, text: str) -> bool:
    """Outside its question a number is an age if it says so, or if it is all there is to a short clause of an opener."""
    if _AGE_SAID.search(text):
        return True
    follows = said.parts[0].text != text and bool(set(said.asked) & _DEATH_FACTS)
    bare = re.search(
        r"(?:^|ほんまは|本当は|正しくは|実は|なくて|なしに|のうて|満で?|ちょうど|(?:父|母|夫|妻|主人|兄|弟|姉|妹|[じば]あさん)[はがも]?|[ら、 ])"
        r"[0-9一二三四五六七八九十]{1,5}(?:です|でした|や|やった|で|やで|やねん|でございま(?:す|した))?(?:わ)?[、。 ]*(?:$|(?<=[、 ]))",
        text,
    )
    return bool(bare) and (said.is_opener or said.corrects or follows)


def _is_of_another(lexicon: Lexicon, said: Utterance, clause: Clause) -> bool:
    """「子は2歳です」, where the deceased is spoken of otherwise."""
    if lexicon.talk["dies"].search(clause.text):
        return False
    if "deceased_age" in said.asked:
        return bool(re.search(r"下でも|上でも|[0-9]年前", clause.text))
    return bool(_CHILDREN.search(clause.text) or re.search(r"生まれ|誕生|下でも|上でも|[0-9]年前", clause.text))


def _contact(lexicon: Lexicon, said: Utterance) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if not _PHONE_OF_OTHERS.search(said.text) and ("contact_phone" in said.asked or _PHONE.search(said.text)):
        phone = read_phone(said.text)
        if phone is not None and phone.value is not None:
            values["contact_phone"] = phone.value
    beside = _NAME_THEN_PHONE.match(said.text) or _PHONE_THEN_NAME.search(said.text)
    named_first = beside if "contact_phone" in values and _CONTACT & set(said.asked) else None
    introduced = names_the_speaker(said.text)
    if named_first or introduced or ("applicant_name" in said.asked and "contact_phone" not in values):
        name = _name(named_first["name"] if named_first else said.text, said)
        if name is not None:
            values["applicant_name"] = name
    if lexicon.talk["refuses"].search(said.text):
        values.update({fact: "declined" for fact in ("applicant_name", "contact_phone") if fact in said.asked})
    return values


def _name(text: str, said: Utterance) -> str | None:
    if any(clause.asks for clause in said.parts):
        return None
    return read_name(re.sub(r"^(?:わたくし|私|わたし|僕|うち)[、 ]?(?=[一-鿿ァ-ヶ])", "", text))

