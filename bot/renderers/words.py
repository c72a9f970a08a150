"""Short fixed wordings several renderers share. Whatever is about a procedure comes from the records, not from here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from procedure_kb.slip import BringView, DeadlineView, DeskView

EVENTS = {"bereavement": "ご家族が亡くなられたあとの手続き", "childcare": "ご出産・子育ての手続き"}
WAYS = {"counter": "窓口", "post": "郵送", "online": "インターネット", "phone": "電話"}
MONEY = {"benefit": "受け取れるお金", "fee": "費用", "refund": "戻るお金"}
TO_CONFIRM = "要確認"
WAIT_FIRST = "先に相談"
WAIT = "相続放棄を考えている間は、先に専門家へご相談ください。"


def desk_text(desk: DeskView) -> str:
    """「南区役所 保険年金課」; the ward only where it is not already part of the name."""
    if desk.ward and desk.ward not in desk.name:
        return f"{desk.ward} {desk.name}"
    return desk.name


def ways_text(ways: Iterable[str]) -> str:
    return "・".join(WAYS.get(way, way) for way in ways)


def copies_text(form: Literal["original", "copy", "any"], count: int) -> str:
    """「原本1通」「写し2通」; nothing where one of any kind will do."""
    if form == "any":
        return f"{count}つ" if count > 1 else ""
    return f"{'原本' if form == 'original' else '写し'}{count}通"


def bring_text(thing: BringView) -> str:
    """One thing to bring, with what matters about it in brackets."""
    remarks = (copies_text(thing.form, thing.count), thing.note, TO_CONFIRM if thing.unconfirmed else "")
    return thing.name + "".join(f"（{remark}）" for remark in remarks if remark)


def deadline_remarks(deadline: DeadlineView) -> tuple[str, ...]:
    """What the large date does not say by itself: the rule in words, what was assumed, why it is the earlier day."""
    remarks = [deadline.text, deadline.assumption or ""]
    if deadline.approximate:
        remarks.append("日が分からないため、月のはじめから数えた目安です")
    if deadline.advised_day and deadline.last_day and deadline.advised_day < deadline.last_day:
        remarks.append("余裕をみて、早いほうの日にしています")
    return tuple(remark for remark in remarks if remark)
