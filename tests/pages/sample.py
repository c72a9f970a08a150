"""A rich checklist for the page tests: twenty procedures, long names, every kind of line. Figures are made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from procedure_kb.slip import (
    BagLine,
    BringView,
    Checklist,
    DeadlineView,
    DeskView,
    Group,
    Line,
    MoneyView,
    Reason,
    RuledOut,
    SourceView,
)

TODAY = date(2026, 11, 25)

HOKEN = DeskView("hoken_nenkin", "保険年金課", "ward_office", 10, "南区役所", "堺市南区桃山台1丁1番1号", "072-000-0001", "1階です。")
SHIMIN = DeskView("shimin", "市民課", "ward_office", 20, "南区役所", None, "072-000-0002", None)
NENKIN = DeskView("nenkin_jimusho", "年金事務所", "elsewhere", 30, None, None, None, "予約をすると待ち時間が短くなります。")
BANK = DeskView("bank", "銀行", "private", 40, None, None, None, None)
NOBODY = DeskView("nobody", "手続き不要", "nowhere", 50, None, None, None, None)
INSURANCE = Reason("deceased_health_insurance", "健康保険", "国民健康保険")
PAGE = SourceView("堺市ホームページ 国民健康保険の届出", "https://city.example/kokuho", None, date(2025, 4, 1), TODAY)
LAW = SourceView("国民健康保険法", None, "9条", None, TODAY)


def _deadline(day: date | None, text: str = "亡くなられた日の翌日から14日以内") -> DeadlineView:
    left = (day - TODAY).days if day else None
    return DeadlineView(text, "days_14" if day else None, day, day, day, None, False, bool(day and day < TODAY), left)


def _bring(item: str, name: str) -> BringView:
    return BringView(item, name, "any", 1, None, None, None, False)


ID_DOCUMENT = replace(_bring("id_document", "窓口に来る方の本人確認書類"), substitute="顔写真がないものは2点のことがあります")
KOSEKI = BringView(
    "koseki", "亡くなった方との続柄が分かる戸籍", "original", 2, "発行から3か月以内のもの", "法定相続情報一覧図",
    "最寄りの市区町村", False,
)  # fmt: skip

PLAIN = Line(
    id="return_nhi_certificate",
    name="国民健康保険の資格確認書などを返す",
    summary="亡くなられた方の国民健康保険をやめる届け出です。",
    kind="duty",
    status="needed",
    desk=HOKEN,
    ways=("counter", "post"),
    deadline=_deadline(date(2026, 12, 3)),
    children=(),
    bring=(_bring("insurance_certificate", "亡くなった方の資格確認書など（旧保険証があればそれも）"), ID_DOCUMENT),
    who="同じ世帯の方",
    proxy="委任状があれば、代わりの方もできます。",
    money=(),
    form="国民健康保険 資格喪失届",
    online=None,
    late=None,
    cautions=(),
    letter=None,
    minutes=15,
    because=(INSURANCE,),
    confirm=(),
    wait=False,
    sources=(PAGE, LAW),
)
FUNERAL = replace(
    PLAIN,
    id="funeral_expense",
    name="葬祭費を請求する",
    summary="葬儀を行った方が請求できます。対象になるかは窓口で確認できます。",
    kind="claim",
    deadline=replace(
        _deadline(date(2028, 11, 19), "葬儀の日の翌日から2年"),
        last_day=date(2028, 11, 20),
        assumption="葬儀の日を亡くなられた日として計算しています。",
    ),
    bring=(ID_DOCUMENT, replace(_bring("account_mourner", "喪主の方の口座が分かるもの"), unconfirmed=True)),
    money=(MoneyView("benefit", "50,000円", 50000),),
    late="請求できなくなります。",
    letter="振り込みのお知らせが届きます。",
)
CAR = replace(
    PLAIN,
    id="refund_premium",
    name="国民健康保険料の払いすぎた分を受け取る",
    kind="claim",
    wait=True,
    deadline=_deadline(None, "早めに"),
    bring=(),
    money=(MoneyView("refund", "納めすぎた保険料", None),),
    cautions=(
        "戻るお金は、亡くなられた方の財産にあたります。",
        "相続人の代表の方が受け取ります。072-000-0001で確認できます。",
    ),
)
HEAD = replace(
    PLAIN,
    id="head_of_household_change",
    name="世帯主を変更する",
    desk=SHIMIN,
    deadline=replace(_deadline(date(2026, 12, 7)), counted_last_day=date(2026, 12, 5), approximate=True),
    because=(Reason("head_of_household", "世帯主", "はい"), Reason("remaining", "残る15歳以上の方", "2人以上")),
)
PASSED = replace(
    PLAIN,
    id="death_notification",
    name="死亡届を出す",
    desk=SHIMIN,
    deadline=_deadline(date(2026, 11, 24), "知った日から7日以内"),
    late="遅れても受け付けられます。窓口でお話しください。",
)
PENSION = replace(
    PLAIN,
    id="unpaid_pension",
    name="受け取っていない年金（未支給年金）を請求し、年金を受けていた方が亡くなられたことを届け出る",
    desk=NENKIN,
    kind="claim",
    bring=(KOSEKI, _bring("pension_certificate", "亡くなった方の年金証書")),
    deadline=_deadline(date(2031, 11, 19), "5年以内"),
)
UNSURE = replace(
    PLAIN,
    id="care_certificate",
    name="介護保険の被保険者証を返す",
    status="to_confirm",
    deadline=None,
    because=(),
    confirm=(
        "要介護・要支援の認定を受けていたかが分かりません。",
        "うすい色の「介護保険被保険者証」を探してください。見つからないときは保険年金課（072-000-0001）で調べられます。",
    ),
)
ELSEWHERE_UNSURE = replace(UNSURE, id="will_probate", name="遺言書の検認を申し立てる", desk=NENKIN)
AUTOMATIC = replace(
    PLAIN,
    id="residence_record",
    name="住民票から除かれます",
    summary="死亡届が出されると、市が行います。",
    kind="automatic",
    status="automatic",
    desk=NOBODY,
    ways=(),
    deadline=None,
    bring=(),
    who=None,
    proxy=None,
    form=None,
)


def _more(count: int) -> tuple[Line, ...]:
    return tuple(replace(PLAIN, id=f"bank_{n}", name=f"口座の手続きをする（{n}つ目の銀行）", desk=BANK, deadline=None)
                 for n in range(1, count + 1))  # fmt: skip


HOKEN_LINES = (PLAIN, FUNERAL, CAR)
SHIMIN_LINES = (PASSED, HEAD)
BANK_LINES = _more(11)

CHECKLIST = Checklist(
    event="bereavement",
    municipality="堺市",
    today=TODAY,
    kb_version="2026.11.25",
    groups=(
        Group("visit", "南区役所 市民課", SHIMIN, SHIMIN_LINES, 30),
        Group("visit", "南区役所 保険年金課", HOKEN, HOKEN_LINES, 45),
        Group("elsewhere", "ほかの役所などで行う手続き", None, (PENSION,), 0),
        Group("private", "会社や銀行に連絡すること", None, BANK_LINES, 0),
        Group("automatic", "手続きがいらないもの", None, (AUTOMATIC,), 0),
        Group("letters", "あとから届くもの", None, (FUNERAL,), 0),
    ),
    next_deadlines=(PASSED, PLAIN, HEAD, FUNERAL, PENSION),
    to_confirm=(UNSURE, ELSEWHERE_UNSURE),
    claims=(FUNERAL, PENSION, CAR),
    bag=(
        BagLine(
            "id_document", ID_DOCUMENT.name, 1, 0,
            (PLAIN.name, FUNERAL.name), (), ID_DOCUMENT.substitute, None, False,
        ),
        BagLine(
            "koseki", KOSEKI.name, 2, 1, (PENSION.name,),
            ("発行から3か月以内のもの",), KOSEKI.substitute, KOSEKI.where, False,
        ),
        BagLine("account_mourner", "喪主の方の口座が分かるもの", 0, 0, (FUNERAL.name,), (), None, None, True),
    ),
    ruled_out=(
        RuledOut("dog", "犬の登録の変更を届け出る", (Reason("dog", "犬", "飼っていなかった"),)),
        RuledOut("city_housing", "市営住宅の名義を変える", (Reason("city_housing", "市営住宅", "いいえ"),)),
    ),
    notes=("相続放棄を考えている方は、財産を受け取る前に専門家へご相談ください。",),
    minutes=75,
    open_questions=3,
)  # fmt: skip
