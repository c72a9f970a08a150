"""What differs between two checklists of one household, and between two knowledge bases record by record, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from procedure_kb.assessment import Situation, Verdict
from procedure_kb.checklist import build_checklist
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.plain import everything
from procedure_kb.slip import DeadlineView, DeskView, Line, MoneyView

STATUS = {"needed": "必要", "to_confirm": "要確認", "automatic": "届け出不要", "open": "質問の答え待ち"}
KINDS = {"duty": "届け出", "claim": "請求", "advice": "相談・確認", "automatic": "届け出不要"}
WAYS = {"counter": "窓口", "post": "郵送", "online": "オンライン", "phone": "電話"}
_MONEY = {"benefit": "給付", "fee": "費用", "refund": "還付"}


@dataclass(frozen=True)
class Change:
    """One difference in what a household reads about a procedure."""

    id: str
    name: str
    what: Literal["added", "removed", "status", "text"]
    part: str
    """Which part of the line: 「期限」. Empty where the whole line is meant."""
    before: str
    after: str

    def __str__(self) -> str:
        if self.what == "added":
            return f"＋ {self.name}（{self.after}）"
        if self.what == "removed":
            return f"－ {self.name}（{self.before}）"
        return f"～ {self.name} {self.part}: {self.before or 'なし'} → {self.after or 'なし'}"


Shown = Mapping[str, tuple[str, str, Mapping[str, str]]]
"""What a household reads: by procedure its name, its status and the words of its line by part."""


def shown(situation: Situation) -> Shown:
    """The lines of the checklist; what still waits for an answer has a status only."""
    checklist = build_checklist(situation)
    lines = [*checklist.to_confirm, *(line for group in checklist.groups if group.key != "letters" for line in group.lines)]
    found = {line.id: (line.name, STATUS[line.status], words_of(line)) for line in lines}
    waiting = (c for c in situation.kb.procedures if situation.verdicts[c.id] is Verdict.OPEN)
    return {**found, **{c.id: (c.procedure.name, STATUS["open"], {}) for c in waiting}}


def changes(before: Shown, after: Shown) -> tuple[Change, ...]:
    """In the order of the later list, then what is no longer there."""
    return tuple(_changes(before, after))


def _changes(before: Shown, after: Shown) -> Iterator[Change]:
    for name, (title, status, words) in after.items():
        if name not in before:
            yield Change(name, title, "added", "", "", status)
            continue
        _, former_status, former = before[name]
        if former_status != status:
            yield Change(name, title, "status", "必要かどうか", former_status, status)
        if former and words:
            for part in dict.fromkeys([*former, *words]):
                if former.get(part, "") != words.get(part, ""):
                    yield Change(name, title, "text", part, former.get(part, ""), words.get(part, ""))
    for name, (title, status, _) in before.items():
        if name not in after:
            yield Change(name, title, "removed", "", status, "")


# --- a line in words -----------------------------------------------------------------------------------------------------


def words_of(line: Line) -> dict[str, str]:
    """The parts of a line by their Japanese names; parts it does not have are left out."""
    parts = {part: tell(line) for part, (_, tell) in PARTS.items()}
    return {part: text for part, text in parts.items() if text}


def _deadline(view: DeadlineView | None) -> str:
    if view is None:
        return ""
    day = f"（{view.advised_day}まで）" if view.advised_day else ""
    return f"{view.text}{day}{view.assumption or ''}"


def _desk(desk: DeskView) -> str:
    return " ".join(part for part in (desk.ward, desk.name, desk.address, desk.phone, desk.note) if part)


def _money(money: MoneyView) -> str:
    return f"{_MONEY[money.kind]} {money.text}"


def _bring(line: Line) -> str:
    forms = {"original": "原本", "copy": "写し", "any": ""}
    return "、".join(
        " ".join(part for part in (b.name, forms[b.form], str(b.count) if b.count > 1 else "", b.note) if part) + ("（未確認）" if b.unconfirmed else "")
        for b in line.bring
    )


PARTS: Mapping[str, tuple[tuple[str, ...], Callable[[Line], str]]] = {
    "名前": (("name",), lambda line: line.name),
    "内容": (("summary",), lambda line: line.summary),
    "種類": (("kind",), lambda line: KINDS[line.kind]),
    "窓口": (("desk",), lambda line: _desk(line.desk)),
    "方法": (("ways",), lambda line: "、".join(WAYS[way] for way in line.ways)),
    "期限": (("deadline", "deadlines_instead"), lambda line: _deadline(line.deadline)),
    "お子さんごと": (("each_child",), lambda line: "、".join(f"{child.name} {_deadline(child.deadline)}" for child in line.children)),
    "持ち物": (("bring",), _bring),
    "できる人": (("who",), lambda line: line.who or ""),
    "代理": (("proxy",), lambda line: line.proxy or ""),
    "費用・給付": (("money",), lambda line: "、".join(map(_money, line.money))),
    "書類": (("form",), lambda line: line.form or ""),
    "オンライン": (("online",), lambda line: line.online or ""),
    "遅れたとき": (("late",), lambda line: line.late or ""),
    "注意": (("cautions",), lambda line: "／".join(line.cautions)),
    "あとから届くもの": (("letter",), lambda line: line.letter or ""),
    "先に相談": (("estate",), lambda line: "先に相談" if line.wait else ""),
    "要確認の理由": (("confirm",), lambda line: "／".join(line.confirm)),
    "出典": (("sources",), lambda line: "、".join(f"{s.title} {s.article or ''}".strip() for s in line.sources)),
}
"""Parts of a line, with the keys of the procedure that word them."""
PART_OF_KEY = {key: part for part, (keys, _) in PARTS.items() for key in keys}


# --- records -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RecordChange:
    """A record that is in one knowledge base only, or differs."""

    kind: str
    id: str
    keys: tuple[str, ...]
    """What differs; empty where the whole record is new or gone."""
    what: Literal["added", "removed", "changed"]

    def __str__(self) -> str:
        signs = {"added": "＋ ", "removed": "－ ", "changed": "～ "}
        keys = f"（{'、'.join(self.keys)}）" if self.keys else ""
        return f"{signs[self.what]}{self.kind} {self.id}{keys}"


_RECORDS = {
    "procedures": "手続き", "facts": "質問の項目", "questions": "まとめた質問", "constraints": "制約", "priors": "頻度", "desks": "窓口",
    "items": "持ち物", "rules": "期限の規則", "sources": "出典", "topics": "話題", "help_lines": "相談先", "wards": "区", "wording": "文言",
    "municipality": "市区町村",
}  # fmt: skip


def record_changes(before: KnowledgeBase, after: KnowledgeBase) -> tuple[RecordChange, ...]:
    """All records that differ, by kind and id."""
    former, latter = everything(before), everything(after)
    found = []
    for key, kind in _RECORDS.items():
        old, new = _by_id(former[key]), _by_id(latter[key])
        found += [RecordChange(kind, name, (), "removed") for name in old if name not in new]
        found += [RecordChange(kind, name, (), "added") for name in new if name not in old]
        for name in old.keys() & new.keys():
            keys = tuple(k for k in {**old[name], **new[name]} if old[name].get(k) != new[name].get(k))
            if keys:
                found.append(RecordChange(kind, name, keys, "changed"))
    order = list(_RECORDS.values())
    return tuple(sorted(found, key=lambda change: (order.index(change.kind), change.id)))


def _by_id(records: Any) -> dict[str, dict[str, Any]]:
    if isinstance(records, Mapping):
        return {key: {key: value} if not isinstance(value, Mapping) else dict(value) for key, value in records.items()}
    found: dict[str, dict[str, Any]] = {}
    for record in records:
        name = str(next(record[key] for key in ("id", "code", "fact", "name") if record.get(key)))
        # Several priors speak of one fact.
        found[name] = {"weights": [*found.get(name, {}).get("weights", ()), record]} if "weights" in record else record
    return found
