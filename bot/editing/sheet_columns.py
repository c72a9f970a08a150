"""The sheets and their columns: what of a record a cell holds, and what may be written into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from bot.editing.differences import KINDS, WAYS
from bot.editing.yaml_patch import flow
from procedure_kb.model import Grade

MARK = "○"
FORMS = {"original": "原本", "copy": "写し", "any": "どちらでも"}
MONEY = {"benefit": "給付", "fee": "費用", "refund": "還付"}
PLACES = {"ward_office": "区役所", "city": "市のほかの場所", "elsewhere": "国など", "private": "会社など", "nowhere": "なし"}
EVENT_NAMES = {"bereavement": "おくやみ", "childcare": "子育て"}
QUESTION_KINDS = {"facts": "質問", "questions": "まとめた質問"}
GRADES = {grade.value: grade.value for grade in Grade}
_ABSENT = object()

Path = tuple[str, ...]


class CellMistake(Exception):
    """``str()`` says in Japanese what is wrong with a cell."""


@dataclass(frozen=True)
class Codec:
    """A value of the data as the text of a cell, and back."""

    show: Callable[[Any], str]
    read: Callable[[str], Any]
    """Raises CellMistake. Is never given an empty text: that takes the value away."""
    choices: tuple[str, ...] = ()
    """What a list in the cell offers."""
    of: Literal["", "desks", "items", "sources", "rules"] = ""
    """Ids of which the cell holds one."""


def _plain(value: Any) -> str:
    return str(value)


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise CellMistake(f"「{text}」は数ではありません。半角の数字で書いてください。")
    return int(text)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise CellMistake(f"「{text}」は日付ではありません。2026-11-25 のように書いてください。") from None


def _one_of(words: Mapping[str, str]) -> Codec:
    codes = {word: code for code, word in words.items()}

    def read(text: str) -> str:
        if text not in codes:
            raise CellMistake(f"「{text}」は選べません。{'、'.join(codes)} から選んでください。")
        return codes[text]

    return Codec(lambda value: words.get(str(value), str(value)), read, tuple(codes))


def _read_mark(text: str) -> str:
    if text not in (MARK, "〇", "◯"):
        raise CellMistake(f"{MARK} か、空にしてください。")
    return "yes"


def _references(text: str) -> list[str]:
    return [part for part in (part.strip() for part in re.split(r"[、,\n]", text)) if part]


def _condition(text: str) -> Any:
    import yaml

    try:
        read = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 — makes nothing but text
    except yaml.YAMLError:
        raise CellMistake("条件の書き方に誤りがあります。{項目: 値} のように書いてください。") from None
    return _with_numbers(read)


def _with_numbers(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _with_numbers(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_with_numbers(entry) for entry in value]
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]+", value, re.ASCII) else value


TEXT = Codec(_plain, lambda text: text)
NUMBER = Codec(_plain, _number)
DAY = Codec(_plain, _day)
YES = Codec(lambda value: MARK if str(value).lower() in ("yes", "true") else "", _read_mark, (MARK,))
REFERENCES = Codec(lambda value: "、".join(map(str, value)), _references)
CONDITION = Codec(flow, _condition)
GRADE = _one_of(GRADES)


@dataclass(frozen=True)
class Column:
    title: str
    path: Path
    """Keys from the record on; ``("ways", "post")`` names an entry of a list of words."""
    codec: Codec = TEXT
    width: int = 14
    locked: bool = False
    """Only for records that are not new."""
    needed: bool = False
    """A record cannot do without."""

    def show(self, row: Mapping[str, Any]) -> str:
        if self.path[0] == "ways":
            return MARK if self.path[1] in row.get("ways", ["counter"]) else ""
        value = _at(row, self.path)
        return "" if value is _ABSENT or value is None else self.codec.show(value)

    def put(self, row: dict[str, Any], text: str) -> None:
        """Writes the cell into the record; a group that has lost its text goes altogether.

        Raises:
            CellMistake: the text does not fit.
        """
        if self.path[0] == "ways":
            _put_way(row, self.path[1], bool(text and _read_mark(text)))
            return
        inner = row
        for key in self.path[:-1]:
            inner[key] = dict(inner.get(key) or {})
            inner = inner[key]
        if text:
            inner[self.path[-1]] = self.codec.read(text)
        else:
            inner.pop(self.path[-1], None)


def _at(row: Any, path: Sequence[str]) -> Any:
    for key in path:
        if not isinstance(row, Mapping) or key not in row:
            return _ABSENT
        row = row[key]
    return row


def _put_way(row: dict[str, Any], way: str, wanted: bool) -> None:
    ways = [code for code in WAYS if (code in row.get("ways", ["counter"]) and code != way) or (code == way and wanted)]
    row["ways"] = ways


def _statement(title: str, key: str, width: int = 40) -> tuple[Column, ...]:
    return (
        Column(title, (key, "text"), width=width),
        Column(f"{title}の根拠度", (key, "grade"), GRADE, 8),
        Column(f"{title}の出典", (key, "sources"), REFERENCES, 16),
    )


# --- the sheets ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    title: str
    keys: tuple[Column, ...]
    """Columns that name the row. Their paths are only names."""
    columns: tuple[Column, ...]
    entries_of: str = ""
    """The list of a procedure whose entries the rows are; empty where each row is a record."""
    note: str = ""
    """For the explaining sheet."""
    grows: bool = True
    """Whether rows may be added."""

    @property
    def titles(self) -> tuple[str, ...]:
        more = ("消す",) if self.entries_of else ()
        return tuple(column.title for column in (*self.keys, *self.columns)) + more

    def column(self, title: str) -> Column:
        return next(column for column in (*self.keys, *self.columns) if column.title == title)


_EVENT = Column("できごと", ("event",), _one_of(EVENT_NAMES), 9, locked=True, needed=True)
_ID = Column("id", ("id",), width=24, locked=True, needed=True)
_OF = (
    _EVENT,
    Column("手続きの id", ("procedure",), width=22, locked=True, needed=True),
    Column("番号", ("number",), NUMBER, 6, locked=True),
)
_STATED = (Column("根拠度", ("grade",), GRADE, 8, needed=True), Column("出典", ("sources",), REFERENCES, 18))

PROCEDURES = Sheet(
    "手続き",
    (_EVENT, _ID),
    (
        Column("名前", ("name",), width=30, needed=True),
        Column("説明", ("summary",), width=50, needed=True),
        Column("種類", ("kind",), _one_of(KINDS), 10, needed=True),
        Column("窓口", ("desk",), Codec(_plain, _plain, of="desks"), 18, needed=True),
        *(Column(f"方法：{word}", ("ways", code), YES, 9) for code, word in WAYS.items()),
        *_statement("期限", "deadline"),
        Column("期限の規則", ("deadline", "rule"), Codec(_plain, _plain, of="rules"), 18),
        Column("数え始める日", ("deadline", "start"), width=14),
        Column("期限の前提", ("deadline", "assumption"), width=24),
        *_statement("できる人", "who", 30),
        *_statement("代理", "proxy", 30),
        *_statement("書類", "form", 24),
        *_statement("オンライン", "online", 30),
        *_statement("遅れたとき", "late", 30),
        *_statement("あとから届くもの", "letter", 30),
        Column("窓口の分", ("minutes",), NUMBER, 8),
        Column("お子さんごと", ("each_child",), YES, 8),
        Column("相続に関わる", ("estate",), YES, 8),
        Column("始まる日", ("valid_from",), DAY, 12),
        Column("終わる日", ("valid_to",), DAY, 12),
        Column("必要な条件", ("when",), CONDITION, 30, locked=True, needed=True),
        Column("要確認の条件", ("confirm", "when"), CONDITION, 24, locked=True),
        Column("要確認の理由", ("confirm", "reason"), width=30),
        *_STATED,
    ),
    note="1行に1つの手続き。新しい手続きは、いちばん下の空いた行に書きます。終わった手続きは「終わる日」を書きます。",
)
BRING = Sheet(
    "持ち物",
    _OF,
    (
        Column("持ち物の id", ("item",), Codec(_plain, _plain, of="items"), 22, needed=True),
        Column("原本か写しか", ("form",), _one_of(FORMS), 11),
        Column("数", ("count",), NUMBER, 6),
        Column("要る条件", ("when",), CONDITION, 24, locked=True),
        Column("補足", ("note",), width=40),
        *_STATED,
    ),
    "bring",
    "1行に手続きの持ち物1つ。増やすときは空いた行に、番号を空けて書きます。",
)
MONEY_SHEET = Sheet(
    "費用・給付",
    _OF,
    (
        Column("費用か給付か", ("kind",), _one_of(MONEY), 11, needed=True),
        Column("内容", ("text",), width=50, needed=True),
        Column("金額", ("amount",), NUMBER, 11),
        Column("始まる日", ("valid_from",), DAY, 12),
        Column("終わる日", ("valid_to",), DAY, 12),
        *_STATED,
    ),
    "money",
    "金額の列は、一つの数で言えるときだけ、円で書きます。",
)
CAUTIONS = Sheet("注意", _OF, (Column("注意", ("text",), width=70, needed=True), *_STATED), "cautions")
DESKS = Sheet(
    "窓口",
    (Column("区", ("ward",), width=10, locked=True), _ID),
    (
        Column("名前", ("name",), width=26, needed=True),
        Column("場所", ("place",), _one_of(PLACES), 14, needed=True),
        Column("回る順", ("order",), NUMBER, 8, needed=True),
        Column("補足", ("note",), width=40),
        *_statement("電話", "phone", 16),
        *_statement("住所", "address", 30),
        *_STATED,
    ),
    note="区が空の行は市ぜんたいの窓口です。区役所で違うときは、区と id と、違うところだけを書いた行を足します。",
)
QUESTIONS = Sheet(
    "質問",
    (_EVENT, Column("質問の種類", ("kind",), _one_of(QUESTION_KINDS), 11, locked=True, needed=True), _ID),
    (
        Column("項目の名前", ("label",), width=20),
        Column("画面の質問", ("ask",), width=50),
        Column("続きの質問", ("ask_more",), width=30),
        Column("読み上げ", ("speech",), width=50),
        Column("やさしい日本語", ("easy",), width=50),
        Column("なぜたずねるか", ("why",), width=40),
        Column("調べ方", ("find_out",), width=40),
    ),
    note="質問の文だけを直せます。質問を足すこと、答えの選択肢を変えることは、この表ではできません。",
    grows=False,
)
SOURCES = Sheet(
    "出典",
    (_ID,),
    (
        Column("題名", ("title",), width=50, needed=True),
        Column("アドレス", ("address",), width=60),
        Column("ページの更新日", ("updated_on",), DAY, 13),
        Column("確かめた日", ("checked_on",), DAY, 13, needed=True),
    ),
    note="ページを見直したら「確かめた日」を新しくします。",
)
SHEETS = (PROCEDURES, BRING, DESKS, MONEY_SHEET, CAUTIONS, QUESTIONS, SOURCES)
GROUPS = ("deadline", "who", "proxy", "form", "online", "late", "letter", "phone", "address", "confirm")
"""Keys whose value is a group of cells: it goes with its text."""
