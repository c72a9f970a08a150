"""What is told of small children in figures: when they were born or are due, how old they are, the how-manieth, from when to a nursery."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.understanding.date_reading import DateReading, Tense
from bot.understanding.dates import read_dates
from bot.understanding.lexicon import Lexicon
from bot.understanding.numbers import read_age, read_number
from bot.understanding.numerals import NUMBER, to_int
from bot.understanding.text import to_hiragana
from bot.understanding.utterance import TypedFacts, Utterance
from bot.understanding.weights import condition_by_weight, weight_at_birth

_BORN = (
    r"(?:生|産|う)まれ(?!る|ます|ない|て(?:い)?(?:な|ま(?:せ|へ))|てへん|そう)"
    r"|(?:出産|出生)(?:し(?!ま(?:す|せ)|ない|て(?:い)?な)|は|が|(?=、|。|$))|誕生(?!日)|(?:産|生)(?:みまし|んだ|んで(?!な|(?:い)?ま))"
)
_NAMED: Mapping[str, re.Pattern[str]] = {
    "due_date": re.compile("予定日|よていび|予定び|[夜余]定日|予定[がは]|(?:生|産|う)まれ(?:る|ます)|出産(?:の)?予定|産む予定|分娩"),
    "birth_date": re.compile(f"{_BORN}|生年月日|誕生日|たんじょうび|(?:生|産|う)まれの"),
    "moved_in_date": re.compile(
        "引っ?越|ひっこし|ひっこす|越して|転入(?!届)|てんにゅう|(?:こっち|こちら)(?:に|へ)来|移って|移り|移る"
        "|越して|住み始|住みはじ|住んでい?(?:ます|る)"
    ),
    "stillbirth_date": re.compile("流産|死産|心拍|(?:お腹|おなか)の(?:子|赤ちゃん)"),
    "wants_nursery_start_month": re.compile("入園|入所|預け|保育(?:園|所|縁)|ほいく(?:えん|しょ)|いれたい|こども園|園に|入れたい|入れて"),
}
"""What a clause with a date in it dates, by the words it has. Of two, the one that follows the date."""
_TENSES: Mapping[str, Tense] = {
    "due_date": "future",
    "birth_date": "birth",
    "moved_in_date": "any",
    "stillbirth_date": "past",
    "wants_nursery_start_month": "future",
}
_OF_THE_SPEAKER = re.compile("(?:私|わたし|わたくし|僕|ぼく|俺|うち)(?:の(?:誕生日|生年月日)|(?:[はも][^、。]{0,12}|ですか、[^。]{0,14})生まれ)")
_OF_AN_ELDER_CHILD = re.compile("上の子の(?:時|とき)")
_CONDITION = "newborn_condition"
_OTHER_DAY = re.compile(
    "退院|予防接種|注射|入院|健診|検診|復職|復帰|育休|結婚|離婚|離別"
    "|届(?:け|を|は)|予約|面談|給付|支給|振り込|申請|受け取|もら"
)
_CAME = re.compile("(?:越して|移って|転入して|引っ?越しして)(?:き(?:た|て|ま)|まい(?:り|っ))")
_COMES = re.compile("(?:引っ?越し|移り|転入し|転居し|参り|行き)ます|越す(?:予定|つもり|こと)|引っ?越し(?:の|を)予定")
_LONGEST_PREGNANCY = timedelta(days=300)
_BY_NOW = re.compile("(?:入り|入れ|入園し|断られ|落ち|預け(?:てい?)?|通い始め)(?:まし)?た(?!い|ら)")
"""Of a nursery in the past: no wish."""
_SPRING = re.compile("来年度|らいねんど|新年度|来春|らいしゅん|(?:来年の)?春(?:から|に)|新学期")
_NEW_YEAR = re.compile("年明け|年が明けたら|年始")
_NO_NURSERY = re.compile(
    "(?:預け|入れ|行かせ|通わせ|希望し|入園し|申し込)(?:る|む)?"
    "(?:ない|ません|へん|まへん|ん(?:で|わ|$)|(?:予定|つもり|気)は?(?:ない|ありま|あらへん|なし))"
)
_NOT_MOVED = re.compile(
    "ずっと(?:ここ|堺|この|市内|住|同じ)|生まれも育ちも|前から(?:ここ|堺|住|おる|いる)|(?:引っ?越|ひっこ)し?(?:は|も|とか)?(?:して)?(?:い)?"
    "(?:ない|ません|てへん|へん|とらん)|動いて(?:い)?(?:ない|ません|へん)"
)
_LONG_HERE = re.compile(
    f"(?:{NUMBER}|何|十何|数)(?:十)?年(?:以上|くらい|ほど|も)*(?:前|住ん)|だいぶ前|ずっと前|昔|むかし"
    "|(?:子ども|子供|小さい)(?:の)?(?:頃|ころ|とき)から"
)
_NOT_YET = re.compile(
    r"^(?:いえ|いや|いいえ|ううん)?[、 ]*(?:まだ|これから)(?:です|や|なんです|なんや|やねん|なん|だ|ですわ|ですね|ですけど)*[、。 !]*$"
    "|まだ(?:(?:生|産|う)まれて|お(?:腹|なか)|妊娠|先|産んで)|お(?:腹|なか)の?(?:中|なか|に(?:い|お))|^妊娠(?:中|して)"
)
_UNBORN = re.compile("まだ(?:生|産|う)まれて(?:は)?(?:い|お)?(?:な|ま(?:せ|へ)|り?ません|へん)")
_AGE_SAID = re.compile(r"[歳才]|さい(?!ふ|た|し|ご|き)|(?:か|ヶ|カ|ケ|ヵ|箇)月|かげつ|生後|新生児|生まれたて|生まれたばかり|はたち")
_NO_AGE = re.compile(
    r"(?:[0-9一二三四五六七八九十]+|いっ|さん|いち)(?:歳|才|さい)半?(?:児|に(?:なっ(?:たら|てから)|なる(?:まで|から))|から|まで|未満|以上|以下|差|違い|(?:の|に(?:なった))(?:とき|時|誕生日)|健)"
    r"|(?:妊娠|にんしん)[0-9一二三四五六七八九十]+(?:(?:か|ヶ|カ|ケ|ヵ)月|かげつ)(?:目|め)?|(?:か|ヶ|カ|ケ|ヵ)月(?:前|後|先|健診|検診|ほど前|に1)|小学?[一二三四五六1-6]年"
)
_MONTHS_OLD = re.compile(rf"(?P<n>{NUMBER}) ?(?:か月|け月|ゕ月|ゖ月|箇月|かげつ)")
_NEWBORN = re.compile("新生児|生まれたて|生まれたばかり|産まれたばかり|(?:ゼロ|ぜろ|零|0)(?:歳|才|さい)|(?:歳|才)に(?:も)?なって(?:い)?(?:ない|ませ|へん)")
_NEARLY = re.compile(
    rf"(?:もうすぐ|もうじき|まもなく|そろそろ|来月で?|来週で?|今度で?|あと少しで|明日で?)(?:で|には?|、| )*(?P<soon>{NUMBER}) ?(?:歳|才|さい)"
    rf"|(?P<before>{NUMBER}) ?(?:歳|才|さい)(?:に(?:なる)?)?(?:ちょっと)?(?:手前|前|まえ|直前)"
)
_COUNTED_AGE = re.compile("[0-9一二三四五六七八九]つ|(?:ひと|ふた|みっ|よっ|いつ|むっ|なな|やっ|ここの)つ")
_SIBLING = re.compile("上の(?:子|お?兄|お?姉|きょうだい|息子|娘)|上(?:が|は|に)|お?(?:兄|にい|姉|ねえ)ちゃん|下の子|下(?:が|は)")
_NATIVE_AGE = "(?:ひとつ|ふたつ|みっつ|よっつ|いつつ|むっつ|[一二三四五六]つ)(?:です|や|で|になり|$)"
_CHILD_COUNTED = re.compile("(?:子|孫|娘|息子)(?:は|も|が)?、?" + _NATIVE_AGE)
_PLAINLY_OF_A_CHILD = re.compile(
    rf"(?:子ども|子供|うちの子|この子|赤ちゃん|赤ん坊|息子|娘)[はがも]?、?(?:まだ|いま|今)?{NUMBER} ?(?:歳|才|さい)"
    rf"|{NUMBER} ?(?:歳|才|さい)の(?:子|息子|娘|男|女)"
    rf"|^[、 ]*(?:今|いま|まだ|もう)?、?{NUMBER} ?(?:歳|才|さい)(?:です|や|になり)|(?:子ども|子供|こども|孫|娘|息子)[はが]、?{_NATIVE_AGE}"
)
_OLDEST = 25
_ORDER = re.compile(
    rf"(?:(?P<n>{NUMBER}) ?(?:人|にん|番) ?(?:目|め)|(?:だい|第) ?(?P<d>{NUMBER}) ?(?:子|し)|(?P<two>ふたりめ|ふたり目)"
    r"|(?P<one>ひとりめ|ひとり目|(?:初めて|はじめて|最初|さいしょ|初)の ?(?:子|こ|赤|お子|出産|妊娠|お産)|初産))"
    r"(?P<after>(?:の(?:子[ぉお]?|こ|赤ちゃん|お子|妊娠|出産|男|女))?(?:ども|供|さん)?"
    r"(?:が|を|は|です|でし|や(?!ったら)|だ|で|なん|、|。|!| |$|妊娠|出産|生|産|に(?:なり|なる)|と(?:思|な)))"
)
_OF_OTHERS = re.compile("きょうだい|兄弟|姉妹|目の(?:子の)?(?:とき|時|頃|ころ)")
_TAKEN_BACK = re.compile("(?:じゃ|では|や)?(?:なく|なし|のう|ない)")
_ABOVE = re.compile(rf"上に(?:は)?(?:(?:お?兄(?:ちゃん)?|お?姉(?:ちゃん)?|子ども|子供|子|きょうだい)(?:が|も)?)?(?P<n>{NUMBER}) ?人")
_NONE_ABOVE = re.compile(
    "上(?:に)?は(?:い(?:ない|ません)|おら|おりま|い(?:て)?へん)|上の子は(?:い(?:ない|ません)|おら|おりま)"
    "|^(?:初めて|はじめて|最初)(?:です|や|の|$)|一人っ子|ひとりっ子"
)
_SOMEBODY_ABOVE = re.compile("上に(?:お?兄|お?姉|子|もう)|上の子が(?:い|お)")
_TWINS = re.compile("双子|ふたご|双生児|双胎")
_TRIPLETS = re.compile("三つ子|みつご|品胎|3つ子")
_ONLY = re.compile("(?:この子|その子|赤ちゃん|下の子|上の子|ひとり|一人|1人)だけ|一人っ子|ひとりっ子")


def read_children(lexicon: Lexicon, said: Utterance) -> TypedFacts:
    """Facts of child-care told in dates and numbers; outside their question only what is unmistakable."""
    days = _days(lexicon, said)
    values: dict[str, Any] = {fact: day.value for fact, day in days.items() if day.value is not None}
    unsure = any(day.certainty == "confirm" for day in days.values() if day.value is not None)
    others = [_without_days(said, days), _months(said), _age(lexicon, said), _order(said), _count(said), _weight(lexicon, said)]
    for found, is_unsure in others:
        values.update({fact: value for fact, value in found.items() if fact not in values})
        unsure = unsure or (is_unsure and bool(found))
    values, reconciled = _reconciled(said, values)
    if said.text and lexicon.talk["hedge"].search(said.text) and values:
        unsure = True
    asked = next((days[fact] for fact in said.asked if fact in days and days[fact].value is None and fact not in values), None)
    return TypedFacts(values, unsure or reconciled, asked.candidates if asked and not values else ())


# --- days ----------------------------------------------------------------------------------------------------------------


def _stating(said: Utterance) -> str:
    """The text with stops in place of what is only asked, supposed or taken back: places stay the same."""
    return "".join(clause.text if clause.states else "。" * len(clause.text) for clause in said.parts)


def dates_a_child(text: str) -> bool:
    """Whether a clause dates something of a child: then its date is not that of a death."""
    return any(_NAMED[fact].search(text) for fact in ("due_date", "birth_date", "wants_nursery_start_month"))


def _days(lexicon: Lexicon, said: Utterance) -> dict[str, DateReading]:
    """By fact, the day named for it."""
    text = _stating(said)
    leaves = any(lexicon.events_told[event].search(text) for event in ("moving_out", "moving_within"))
    found: dict[str, DateReading] = {}
    for fact, tense in _TENSES.items():
        if fact == "moved_in_date":
            tense = "past" if _CAME.search(text) else "future" if _COMES.search(text) else tense
        readings = read_dates(text, today=said.today, tense=tense)
        meant = [r for r in readings if (r.value or r.candidates) and _fact_dated(said, r) == fact]
        meant = [_of_a_month(r) for r in meant]
        if fact == "wants_nursery_start_month":
            meant = [r for r in meant if not _BY_NOW.search(_clause_at(said, r.span[0]))]
        if meant and not (fact == "moved_in_date" and leaves):
            day = meant[-1] if said.corrects else next((r for r in meant if r.certainty == "certain" and r.value), meant[0])
            found[fact] = _as_due(day, text, said.today) if fact == "due_date" else day
    month = found.get("wants_nursery_start_month")
    if month is not None and month.value is not None:
        found["wants_nursery_start_month"] = replace(month, value=month.value.removeprefix("partial:")[:7])
    return found


def _of_a_month(day: DateReading) -> DateReading:
    """「6月ごろ」 is that month, to be confirmed."""
    if day.value is None and len(day.candidates) == 1 and day.candidates[0].startswith("partial:"):
        return replace(day, value=day.candidates[0], certainty="confirm")
    return day


def _clause_at(said: Utterance, place: int) -> str:
    return next(clause.text for clause in said.parts if place < clause.end)


def _as_due(day: DateReading, text: str, today: date) -> DateReading:
    """A day further away than a pregnancy lasts was meant in the past: 「11月20日が予定日でした」."""
    value = (day.value or "").removeprefix("partial:")
    if not value or date.fromisoformat(value if len(value) > len("2026-11") else f"{value}-01") <= today + _LONGEST_PREGNANCY:
        return day
    past = next((r for r in read_dates(text, today=today, tense="past") if r.span == day.span and r.value), None)
    return replace(past or day, certainty="confirm")


def _fact_dated(said: Utterance, day: DateReading) -> str | None:
    """The fact whose words stand behind the date in its clause, else before it; without any, what was asked or dated before."""
    place, named_before = day.span[0], None
    asked = next((fact for fact in said.asked if fact in _TENSES), None)
    for clause in said.parts:
        names = sorted(_names(clause.text, clause.start))
        if clause.start <= place < clause.end:
            after = [fact for start, fact in names if start >= day.span[0]]
            before = [fact for start, fact in names if start < day.span[0]]
            if _OF_THE_SPEAKER.search(said.text) or _OF_AN_ELDER_CHILD.search(clause.text):
                return None
            if place <= 1 and asked and re.match("(?:です|でした|や)?[、。]", said.text[day.span[1] :]):
                return asked
            if asked == "birth_date" and re.search("予定(?!日?より|通|どお)", clause.text):
                return "due_date"
            if after or before:
                return after[0] if after else before[-1]
            if _OTHER_DAY.search(_around(said.text, place)):
                return None
            return named_before if (asked, named_before) == ("due_date", "birth_date") else asked or named_before
        named_before = names[-1][1] if names else named_before
    return None


def _around(text: str, place: int) -> str:
    """What stands between the commas and stops around a place: 「11月20日、今も入院してます」 dates no stay."""
    before, after = re.split("[、。!?]", text[:place])[-1], re.split("[、。!?]", text[place:])[0]
    return before + after


def _names(text: str, start: int) -> Iterator[tuple[int, str]]:
    for fact, pattern in _NAMED.items():
        for match in pattern.finditer(text):
            yield start + match.start(), fact


def _without_days(said: Utterance, days: Mapping[str, DateReading]) -> tuple[dict[str, Any], bool]:
    """「まだです」「引っ越してません」: that there is no such day."""
    text = _stating(said)
    found: dict[str, Any] = {}
    if "birth_date" not in days and (_UNBORN.search(text) or ("birth_date" in said.asked and _NOT_YET.search(text))):
        found["birth_date"] = "not_born_yet"
    if "due_date" in said.asked and "due_date" not in days and re.search(_BORN, text) and not re.search("まだ|これから|予定", text):
        found["due_date"] = "already_born"
    if "moved_in_date" not in said.asked or ("moved_in_date" in days and days["moved_in_date"].value):
        return found, False
    long_here = _LONG_HERE.search(text)
    if long_here or _NOT_MOVED.search(text):
        found["moved_in_date"] = "none"
    return found, bool(long_here)


def _months(said: Utterance) -> tuple[dict[str, Any], bool]:
    """From which month a place in a nursery is wanted, where no month is named."""
    text = _stating(said)
    is_asked = "wants_nursery_start_month" in said.asked
    if not is_asked and not re.search("保育(?:園|所)|こども園|入園", text):
        return {}, False
    if _NO_NURSERY.search(text) and not re.search("幼稚園", text):
        return {"wants_nursery_start_month": "none"}, False
    if not re.search("入園|入所|預け|入れ|から|に|^", text) or re.search("通って|入りました|入ってい?ます", text):
        return {}, False
    if _SPRING.search(text):
        year = said.today.year + (said.today.month >= 4)
        return {"wants_nursery_start_month": f"{year}-04"}, True
    if _NEW_YEAR.search(text):
        return {"wants_nursery_start_month": f"{said.today.year + 1}-01"}, True
    return {}, False


# --- ages and numbers ----------------------------------------------------------------------------------------------------


def _age(lexicon: Lexicon, said: Utterance) -> tuple[dict[str, Any], bool]:
    """The age of the child spoken of; of brothers and sisters only where nobody else is."""
    is_asked = "child_age" in said.asked
    clauses = [clause.text for clause in said.parts if clause.states or (said.is_opener and _PLAINLY_OF_A_CHILD.search(clause.text))]
    clauses = [text for text in clauses if not lexicon.talk["other_subject"].search(text)]
    if not (is_asked or "birth_date" in said.asked or said.is_opener or said.corrects):
        clauses = [text for text in clauses if _PLAINLY_OF_A_CHILD.search(text)]
    own = [text for text in clauses if not _SIBLING.search(text)]
    ages = [age for text in (own or clauses) if (age := _age_in(text, bare=is_asked)) is not None]
    if len({value for value, _ in ages}) != 1:
        return {}, False
    return {"child_age": ages[0][0]}, any(unsure for _, unsure in ages)


def _age_in(text: str, *, bare: bool) -> tuple[int, bool] | None:
    nearly = _NEARLY.search(to_hiragana(text))
    if nearly:
        return max(0, to_int(nearly["soon"] or nearly["before"]) - 1), True
    text = _NO_AGE.sub("。", text)
    if not _AGE_SAID.search(text):
        return _bare_age(text) if bare or _CHILD_COUNTED.search(text) else None
    if _NEWBORN.search(text):
        return 0, False
    months = _MONTHS_OLD.search(to_hiragana(text))
    if months and not re.search("[歳才]", text):
        return to_int(months["n"]) // 12, False
    reading = read_age(text)
    if reading is None or reading.value is None or reading.value > _OLDEST:
        return None
    return reading.value, reading.certainty == "confirm"


def _bare_age(text: str) -> tuple[int, bool] | None:
    """「3です」「五つ」, in answer to the question."""
    if re.search(f"{NUMBER} ?(?:月|日|年|人|回|番)", text):
        return None
    reading = read_number(text) if _COUNTED_AGE.search(text) else read_age(text)
    return (reading.value, reading.certainty == "confirm") if reading and reading.value is not None and reading.value <= _OLDEST else None


def _order(said: Utterance) -> tuple[dict[str, Any], bool]:
    """The how-manieth child it is. 「長男」 says nothing of elder sisters."""
    text, is_asked = _stating(said), "birth_order" in said.asked
    match = next((m for m in _ORDER.finditer(text) if not _TAKEN_BACK.match(text, m.end())), None)
    if match and ("child_count" not in said.asked or said.corrects) and not _OF_OTHERS.search(text):
        return {"birth_order": _ordinal(match)}, False
    if not is_asked:
        return {}, False
    if _NONE_ABOVE.search(text):
        return {"birth_order": 1}, False
    if above := _ABOVE.search(text.replace("ふたり", "2人").replace("ひとり", "1人")):
        return {"birth_order": to_int(above["n"]) + 1}, False
    if _SOMEBODY_ABOVE.search(text):
        return {"birth_order": 2}, True
    if re.search("人|にん|り(?:です|$)|歳|才|つ", text) and not re.search("目|め", text):
        return {}, False
    number = read_number(text.replace("ひとり親", ""))
    return ({"birth_order": number.value}, number.certainty == "confirm") if number and number.value else ({}, False)


def _ordinal(match: re.Match[str]) -> int:
    said = match["n"] or match["d"]
    return to_int(said) if said else 2 if match["two"] else 1


def _count(said: Utterance) -> tuple[dict[str, Any], bool]:
    """How many children there are to ask about, in answer to that question alone: elsewhere a number counts other things as well."""
    text = _stating(said)
    if "child_count" not in said.asked or (_ORDER.search(text) and not re.search("[0-9一二三四五六七八九]人(?!目)", text)):
        return {}, False
    also = bool(re.search("上の子|下の子|上に|お?兄ちゃん|お?姉ちゃん", text))
    many = 2 if _TWINS.search(text) else 3 if _TRIPLETS.search(text) else 0
    number = read_number(re.sub(rf"(?:上に|うち){NUMBER}人", "", text))
    if number is not None and number.value:
        return {"child_count": number.value}, number.certainty == "confirm"
    if many:
        return {"child_count": many + also}, also
    return ({"child_count": 1}, False) if _ONLY.search(text) else ({}, False)


def _weight(lexicon: Lexicon, said: Utterance) -> tuple[dict[str, Any], bool]:
    """What a child weighed. An ordinary weight is told only in answer to that question."""
    grams = weight_at_birth(_stating(said)) if _CONDITION in lexicon.kb.facts else None
    if grams is None:
        return {}, False
    condition = condition_by_weight(grams)
    return ({} if condition == ["none"] and _CONDITION not in said.asked else {_CONDITION: condition}), False


def _reconciled(said: Utterance, values: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """「5月2日生まれの2歳です」: the age says which year's day it is."""
    born, age = str(values.get("birth_date", "")), values.get("child_age")
    if age is None or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", born):
        return values, False
    day = date.fromisoformat(born)
    if _completed_years(day, said.today) == age:
        return {fact: value for fact, value in values.items() if fact != "child_age" or fact in said.asked}, False
    months = re.search("[0-9一二三四五六七八九〇]{2,4}年|(?:令和|平成|R|H)|去年|昨年|おととし|一昨年|今年", said.text)
    year = said.today.year - age - ((day.month, day.day) > (said.today.month, said.today.day))
    if months or (day.month, day.day) == (2, 29):
        return {fact: value for fact, value in values.items() if fact != "child_age"}, True
    return {**{fact: value for fact, value in values.items() if fact != "child_age"}, "birth_date": day.replace(year=year).isoformat()}, True


def _completed_years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
