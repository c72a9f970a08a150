"""What a family with two children takes home, alone and beside a death, and a family that knows little."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from procedure_kb.slip import BagLine, Checklist, Group, MoneyView, Reason, RuledOut
from tests.slips.of_a_death import HIGH_COST, OTHERS, TO_CONFIRM, VISITS, checklist
from tests.slips.parts import (
    BANK,
    FUKUSHI,
    HOKEN,
    ID_DOCUMENT,
    KOSODATE,
    NENKIN,
    SHIMIN,
    bring,
    child,
    due,
    in_words,
    line,
)

FIRST = "1人目のお子さん（2025年6月20日生まれ）"
SECOND = "2人目のお子さん（2026年11月19日生まれ）"
BORN = Reason("birth_date", "お子さんの生まれた日", "2026年11月19日")

BIRTH = line(
    "birth_registration",
    "出生届",
    "生まれたことを届け出ます。",
    SHIMIN,
    deadline=due(7, "生まれた日から14日以内"),
    children=(child(SECOND, due(7, "生まれた日から14日以内")),),
    bring=(bring("出生証明書", "original"), ID_DOCUMENT),
    who="父または母",
    because=(BORN,),
)
CHILD_ALLOWANCE = line(
    "child_allowance_claim",
    "児童手当の請求",
    "お子さんを育てている方が受け取る手当です。",
    KOSODATE,
    kind="claim",
    deadline=due(9, "生まれた日の翌日から15日以内"),
    bring=(ID_DOCUMENT, bring("請求する方の口座が分かるもの")),
    money=(MoneyView("benefit", "月10,000円から30,000円", None),),
    letter="認定の通知書が届きます。",
    late="遅れると、遅れた月の分の手当を受け取れないことがあります。",
    because=(BORN,),
)
CHECKUP = line(
    "infant_checkup",
    "乳幼児健診を受ける",
    "決まった月齢で、発育や発達を診てもらいます。",
    FUKUSHI,
    kind="advice",
    deadline=due(25, "1歳6か月のころ", approximate=True),
    children=(
        child(FIRST, due(25, "1歳6か月のころ", approximate=True)),
        child(SECOND, due(114, "4か月のころ", assumption="生まれた日が出産予定日と同じものとして計算しています")),
    ),
    bring=(bring("母子健康手帳", "original"),),
    because=(BORN,),
)
NURSERY = line(
    "nursery_application",
    "保育所・認定こども園の申し込み",
    "4月から通うための申し込みです。",
    KOSODATE,
    ways=("counter", "post", "online"),
    deadline=due(20, "入所する年の前の年の12月15日まで"),
    children=(child(FIRST, due(20, "12月15日まで")), child(SECOND, due(20, "12月15日まで"))),
    bring=(bring("就労証明書", "original", 2), bring("母子健康手帳", "copy")),
    form="教育・保育給付認定申請書",
    because=(Reason("wants_nursery", "保育所などの利用", "使いたい"),),
)
MEDICAL_CARD = line(
    "child_medical_card",
    "子ども医療証の申請",
    "病院の窓口で払う医療費が軽くなります。",
    HOKEN,
    deadline=due(12, "引っ越してきた日から14日以内"),
    children=(child(FIRST, due(12, "引っ越してきた日から14日以内")), child(SECOND, in_words("健康保険に入ったらすぐに"))),
    bring=(ID_DOCUMENT, bring("お子さんの健康保険が分かるもの")),
    because=(BORN,),
)
BIRTH_GRANT = line(
    "birth_lump_sum",
    "出産育児一時金の差額の請求",
    "出産の費用が一時金より少なかったとき、差額を受け取れます。",
    HOKEN,
    kind="claim",
    status="to_confirm",
    deadline=due(725, "出産した日の翌日から2年以内"),
    children=(child(SECOND, due(725, "出産した日の翌日から2年以内")),),
    money=(MoneyView("benefit", "金額は窓口でご確認ください", None),),
    confirm=("「直接支払制度」が分かると決まります。病院の合意文書をご覧ください。",),
)
HANDICAP_CARE = line(
    "development_consultation",
    "発達の相談",
    "ことばや動きで気になることを相談できます。",
    KOSODATE,
    kind="advice",
    status="to_confirm",
    confirm=("「発達で気になること」が分かると決まります。窓口でも確認できます。",),
)
CHILD_VISITS = (
    Group("visit", "南区役所 市民課", SHIMIN, (BIRTH,), 10),
    Group("visit", "南区役所 保険年金課", HOKEN, (MEDICAL_CARD,), 10),
    Group("visit", "南区役所 地域福祉課", FUKUSHI, (CHECKUP,), 10),
    Group("visit", "南区役所 子育て支援課（窓口をご確認ください）", KOSODATE, (CHILD_ALLOWANCE, NURSERY), 20),
    Group("letters", "あとで届くもの", None, (CHILD_ALLOWANCE,), 0),
)
CHILD_BAG = (
    BagLine("id_document", "窓口に来る方の本人確認書類", 0, 0, (BIRTH.name, CHILD_ALLOWANCE.name), (), None, None, unconfirmed=False),
    BagLine("handbook", "母子健康手帳", 1, 1, (CHECKUP.name, NURSERY.name), (), None, None, unconfirmed=False),
)  # fmt: skip


def childcare(**changes: Any) -> Checklist:
    """Two children: some things for one, some for both on one day, some for each on a day of its own."""
    plain: dict[str, Any] = {
        "event": "childcare",
        "to_confirm": (HANDICAP_CARE, BIRTH_GRANT),
        "claims": (CHILD_ALLOWANCE, BIRTH_GRANT),
        "bag": CHILD_BAG,
        "ruled_out": (RuledOut("single", "児童扶養手当の請求", (Reason("single", "ひとり親", "いいえ"),)),),
        "notes": (),
    }
    return checklist(CHILD_VISITS, **plain | changes)


def both() -> Checklist:
    """A death and a birth in one family."""
    groups = _joined((*VISITS, *OTHERS), CHILD_VISITS)
    return checklist(groups, event="bereavement+childcare", to_confirm=(*TO_CONFIRM, HANDICAP_CARE, BIRTH_GRANT))


def _joined(groups: tuple[Group, ...], others: tuple[Group, ...]) -> tuple[Group, ...]:
    """One group per desk, desks first, as the knowledge base makes them."""
    by_title = {group.title: group for group in groups}
    for group in others:
        had = by_title.get(group.title, replace(group, lines=(), minutes=0))
        by_title[group.title] = replace(had, lines=(*had.lines, *group.lines), minutes=had.minutes + group.minutes)
    return tuple(sorted(by_title.values(), key=lambda group: group.key != "visit"))


def doubtful(count: int) -> Checklist:
    """A family that knows little: ``count`` procedures to confirm, at four desks, in an order of their own."""
    desks, ways = (KOSODATE, BANK, SHIMIN, NENKIN), (HANDICAP_CARE.confirm, BIRTH_GRANT.confirm, HIGH_COST.confirm)
    lines = tuple(
        replace(
            HANDICAP_CARE,
            id=f"doubt_{n}",
            name=f"確かめる手続き{n}",
            desk=desks[n % len(desks)],
            confirm=ways[n % len(ways)],
            deadline=due(100 - n, "14日以内") if n % 3 == 0 else None,
        )
        for n in range(1, count + 1)
    )
    return childcare(to_confirm=lines)
