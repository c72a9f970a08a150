"""The procedures as a table for others (open data): one row per procedure, columns as users of municipal data expect them.

What no sure source says is not given out: its cell says 未確認.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping

from bot.editing.differences import KINDS, WAYS
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.model import DeadlineRule, Grade, Money, Procedure, Requirement, Statement

UNCONFIRMED = "未確認"
_BOM = "\ufeff"
"""Without it a spreadsheet reads the Japanese as another encoding."""
_APART = "／"

_Cell = Callable[[KnowledgeBase, Procedure], str]


def table(kb: KnowledgeBase) -> str:
    """The whole table as CSV, with the byte order mark."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for compiled in kb.procedures:
        writer.writerow([cell(kb, compiled.procedure) for cell in _COLUMNS.values()])
    return _BOM + text.getvalue()


def _said(statement: Statement | None) -> str:
    if statement is None:
        return ""
    return statement.text if statement.grade.is_shown_as_fact else UNCONFIRMED


def _joined(parts: Iterable[Statement | DeadlineRule | Money | Requirement], text: Callable[..., str]) -> str:
    """The sure ones, and once that there are others."""
    found = dict.fromkeys(text(part) if part.grade.is_shown_as_fact else UNCONFIRMED for part in parts)
    return _APART.join(sorted(found, key=lambda entry: entry == UNCONFIRMED))


def _desk(kb: KnowledgeBase, procedure: Procedure) -> str:
    desk = kb.desks[procedure.desk]
    return desk.name if desk.grade is not Grade.K else UNCONFIRMED


def _rule(kb: KnowledgeBase, procedure: Procedure) -> str:
    deadline = procedure.deadline
    return deadline.rule or "" if deadline and deadline.grade.is_shown_as_fact else ""


def _documents(kb: KnowledgeBase, procedure: Procedure) -> str:
    def text(requirement: Requirement) -> str:
        form = {"original": "（原本）", "copy": "（写し）", "any": ""}[requirement.form]
        count = f" {requirement.count}通" if requirement.count > 1 else ""
        note = f"（{requirement.note}）" if requirement.note else ""
        return f"{kb.items[requirement.item].name}{form}{count}{note}"

    return _joined(procedure.bring, text)


def _money(kb: KnowledgeBase, procedure: Procedure, *kinds: str) -> str:
    return _joined((money for money in procedure.money if money.kind in kinds), lambda money: money.text)


def _source(kb: KnowledgeBase, procedure: Procedure, tell: Callable[[str, str], str]) -> str:
    return _APART.join(tell(*_parted(reference)) for reference in procedure.sources)


def _parted(reference: str) -> tuple[str, str]:
    name, _, article = reference.partition(" ")
    return name, article


_COLUMNS: Mapping[str, _Cell] = {
    "id": lambda kb, p: p.id,
    "名称": lambda kb, p: p.name,
    "概要": lambda kb, p: p.summary,
    "種類": lambda kb, p: KINDS[p.kind.value],
    "窓口": _desk,
    "方法": lambda kb, p: _APART.join(WAYS[way.value] for way in p.ways),
    "期限": lambda kb, p: _joined(([p.deadline] if p.deadline else []) + list(p.deadlines_instead), lambda deadline: deadline.text),
    "期限の規則": _rule,
    "必要なもの": _documents,
    "手続きできる人": lambda kb, p: _said(p.who),
    "代理": lambda kb, p: _said(p.proxy),
    "費用": lambda kb, p: _money(kb, p, "fee"),
    "給付・還付": lambda kb, p: _money(kb, p, "benefit", "refund"),
    "書類の名前": lambda kb, p: _said(p.form),
    "オンライン": lambda kb, p: _said(p.online),
    "遅れたとき": lambda kb, p: _said(p.late),
    "注意": lambda kb, p: _joined(p.cautions, lambda caution: caution.text),
    "あとから届くもの": lambda kb, p: _said(p.letter),
    "根拠度": lambda kb, p: p.grade.value,
    "出典": lambda kb, p: _source(kb, p, lambda name, article: f"{kb.sources[name].title} {article}".strip()),
    "出典のアドレス": lambda kb, p: _source(kb, p, lambda name, _: kb.sources[name].address or ""),
    "出典の確認日": lambda kb, p: _source(kb, p, lambda name, _: kb.sources[name].checked_on.isoformat()),
    "ライセンス": lambda kb, p: kb.municipality.licence,
}
