"""Desks, deadlines, things to bring and lines, of which the checklists are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

from procedure_kb.slip import (
    BringView,
    ChildView,
    DeadlineView,
    DeskView,
    Line,
    Reason,
    SourceView,
)

TODAY = date(2026, 11, 25)
CASE_NUMBER = "2345-6785"
URL = "https://michishirube.example.jp/c/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4"

SOURCE = SourceView("市のページ 国民健康保険の届け出", "https://example.jp/kokuho", None, date(2026, 4, 1), TODAY)
LAW = SourceView("国民健康保険法", None, "9条", None, TODAY)
WARD = "南区役所"


def desk(
    id: str, name: str, place: Any, *, order: int = 0, phone: str | None = None, note: str | None = None
) -> DeskView:
    ward = WARD if place == "ward_office" else None
    address = "堺市南区桃山台1丁1番1号" if ward else None
    return DeskView(id, name, place, order, ward, address, phone, note)


SHIMIN = desk("shimin", "市民課", "ward_office", order=1, phone="072-290-1802", note="1階")
HOKEN = desk("hoken_nenkin", "保険年金課", "ward_office", order=2, phone="072-290-1808", note="1階")
FUKUSHI = desk("chiiki_fukushi", "地域福祉課", "ward_office", order=3, phone="072-290-1812", note="2階")
KOSODATE = desk("kosodate", "子育て支援課（窓口をご確認ください）", "ward_office", order=4)
NENKIN = desk("nenkin_jimusho", "堺東年金事務所", "elsewhere", phone="072-238-5101", note="予約制です")
ZEIMUSHO = desk("zeimusho", "税務署", "elsewhere")
KASAI = desk("kasai", "家庭裁判所", "elsewhere")
HOUMUKYOKU = desk("houmukyoku", "法務局", "elsewhere")
KEI = desk("kei_kyokai", "軽自動車検査協会", "elsewhere")
SUIDO = desk("suido", "上下水道局", "city", phone="0570-02-1132")
KOTEI = desk("kotei_shisan", "固定資産税課", "city", phone="072-231-9765")
BANK = desk("bank", "銀行・信用金庫・ゆうちょ銀行など", "private")
INSURER = desk("insurer", "生命保険会社", "private")
UTILITIES = desk("utilities", "電気・ガスの会社", "private")
PHONE = desk("phone_company", "電話・インターネットの会社", "private")
NOBODY = desk("nobody", "手続きはいりません", "nowhere")


def due(days: int, text: str, **changes: Any) -> DeadlineView:
    day = TODAY + timedelta(days=days)
    view = DeadlineView(text, "rule", day, day, day, None, approximate=False, passed=days < 0, days_left=days)
    return replace(view, **changes)


def in_words(text: str) -> DeadlineView:
    return DeadlineView(text, None, None, None, None, None, approximate=False, passed=False, days_left=None)


def child(name: str, deadline: DeadlineView | None = None) -> ChildView:
    return ChildView(name, deadline)


def bring(
    name: str, form: Literal["original", "copy", "any"] = "any", count: int = 1, *, note: str | None = None
) -> BringView:
    return BringView(name, name, form, count, note, None, None, unconfirmed=False)


ID_DOCUMENT = bring("窓口に来る方の本人確認書類")
KOSEKI = bring("亡くなった方との続柄が分かる戸籍", "original")


def line(id: str, name: str, summary: str, where: DeskView, **changes: Any) -> Line:
    plain = Line(
        id=id,
        name=name,
        summary=summary,
        kind="duty",
        status="needed",
        desk=where,
        ways=("counter",),
        deadline=None,
        children=(),
        bring=(),
        who=None,
        proxy=None,
        money=(),
        form=None,
        online=None,
        late=None,
        cautions=(),
        letter=None,
        minutes=10,
        because=(Reason("deceased_health_insurance", "健康保険", "国民健康保険"),),
        confirm=(),
        wait=False,
        sources=(SOURCE,),
    )
    return replace(plain, **changes)
