"""Checklists to show: a widow's in 南区 with 25 lines, a family's with two children, one of both, an empty one, one of any length,
one of many doubts, one of difficult text. Figures are made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

from procedure_kb.slip import (
    BagLine,
    BringView,
    Checklist,
    ChildView,
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


HEAD = line(
    "household_head_change",
    "世帯主変更届",
    "新しい世帯主（世帯を代表する方）を届け出ます。",
    SHIMIN,
    deadline=due(12, "変更があった日から14日以内", assumption="亡くなられた日を変更の日として計算しています"),
    bring=(ID_DOCUMENT, bring("委任状", note="同じ世帯でない方が届けるとき")),
    who="新しい世帯主、または同じ世帯の方",
    proxy="委任状があれば届けられます。",
    late="正当な理由なく遅れると、5万円以下の過料がかかることがあります。",
)
SEAL = line(
    "seal_card_return",
    "印鑑登録証を返す",
    "印鑑登録は自動でなくなります。カードだけを返します。",
    SHIMIN,
    bring=(bring("亡くなった方の印鑑登録証", "original"),),
    cautions=("亡くなられたあとは、亡くなられた方の印鑑登録証明書は取れません。",),
)
KOSEKI_COPIES = line(
    "koseki_copies",
    "戸籍の証明書を取る",
    "年金や相続の手続きで使う戸籍をまとめて取ります。",
    SHIMIN,
    kind="advice",
    ways=("counter", "post"),
    bring=(ID_DOCUMENT,),
    money=(MoneyView("fee", "戸籍1通450円、除籍・改製原戸籍1通750円", None),),
    cautions=("兄弟姉妹の方や代理の方は、本籍地が遠いとき、近くの市区町村では取れません。",),
)
NHI = line(
    "nhi_loss",
    "国民健康保険をやめる届け",
    "国民健康保険の資格をなくす届けをし、資格確認書などを返します。",
    HOKEN,
    deadline=due(12, "亡くなられた日から14日以内"),
    bring=(ID_DOCUMENT, bring("亡くなった方の資格確認書など（旧保険証があればそれも）", "original")),
    letter="保険料に変更があるとき、変更通知書が届きます。",
    sources=(SOURCE, LAW),
)
FUNERAL_GRANT = line(
    "nhi_funeral_grant",
    "葬祭費の申請（国民健康保険）",
    "お葬式をした方が、葬祭費を受け取るための申請です。",
    HOKEN,
    kind="claim",
    deadline=due(
        729,
        "お葬式の翌日から2年以内",
        assumption="亡くなられた日にお葬式があったものとして計算しています",
        last_day=TODAY + timedelta(days=730),
    ),
    bring=(
        ID_DOCUMENT,
        bring("葬儀の領収書（亡くなった方と喪主の名前があるもの）", "original"),
        bring("喪主の方の口座が分かるもの"),
    ),
    who="お葬式をした方（喪主）",
    money=(MoneyView("benefit", "50,000円", 50000),),
    form="国民健康保険葬祭費支給申請書",
)
HIGH_COST = line(
    "high_cost_medical",
    "高額療養費の申請",
    "医療費が限度額をこえていたとき、こえた分が戻ります。",
    HOKEN,
    kind="claim",
    status="to_confirm",
    deadline=due(700, "診療を受けた月の翌月1日から2年以内", approximate=True),
    bring=(bring("医療費の領収書"), bring("相続人の方の口座が分かるもの")),
    money=(MoneyView("refund", "限度額をこえた分", None),),
    confirm=(
        "入院や高額な医療費があったか、まだ分かっていません。",
        "病院の領収書を見るか、保険年金課で調べてもらえます。",
    ),
    wait=True,
)
CARE = line(
    "care_certificate_return",
    "介護保険証を返す",
    "介護保険の資格をなくす届けをし、保険証を返します。",
    FUKUSHI,
    deadline=due(12, "亡くなられた日から14日以内"),
    bring=(
        bring("介護保険被保険者証", "original"),
        bring("介護保険負担割合証", "original", note="お持ちの方"),
    ),
    ways=("counter", "post"),
    letter="介護保険料に過不足があるとき、お知らせが届きます。",
)
HANDBOOK = line(
    "handbook_return",
    "身体障害者手帳を返す",
    "手帳を返す届けです。",
    FUKUSHI,
    deadline=in_words("すみやかに"),
    bring=(bring("亡くなった方の障害者手帳", "original"),),
)
HEAVY_SUBSIDY = line(
    "severe_disability_medical",
    "重度障害者医療証を返す",
    "医療証を返す届けです。",
    FUKUSHI,
    status="to_confirm",
    confirm=(
        "医療証をお持ちだったか、まだ分かっていません。",
        "薄い緑色のカードが、保険証と一緒にないかお確かめください。",
    ),
)
PENSION_DEATH = line(
    "pension_death",
    "年金受給権者死亡届",
    "年金を止める届けです。マイナンバーが登録されていれば、いらないことがあります。",
    NENKIN,
    deadline=due(8, "厚生年金は亡くなられた日から10日以内", advised_day=TODAY + timedelta(days=7), days_left=7),
    bring=(bring("亡くなった方の年金証書", "original"), bring("亡くなったことが分かる書類", "copy")),
    ways=("counter", "post", "online"),
    online="ねんきんネットではなく、電子申請の窓口から届けられます。",
)
UNPAID_PENSION = line(
    "unpaid_pension",
    "未支給年金の請求",
    "亡くなられた月の分までの、まだ受け取っていない年金を請求します。",
    NENKIN,
    kind="claim",
    deadline=due(1826, "年金の支払日の翌月初日から5年以内"),
    bring=(
        bring("亡くなった方の年金証書", "original"),
        KOSEKI,
        bring("世帯全員の住民票", "original"),
        bring("請求する方の口座が分かるもの"),
    ),
    who="生計を同じくしていた配偶者・子・父母・孫・祖父母・兄弟姉妹などの順",
    money=(MoneyView("benefit", "亡くなられた月の分までの年金", None),),
)
SURVIVOR_PENSION = line(
    "survivor_pension",
    "遺族厚生年金の請求",
    "亡くなられた方に生計を支えられていたご家族が受け取る年金です。",
    NENKIN,
    kind="claim",
    deadline=due(1825, "亡くなられた日の翌日から5年以内"),
    bring=(KOSEKI, bring("世帯全員の住民票", "original"), bring("所得が分かる書類")),
    money=(MoneyView("benefit", "金額は窓口でご確認ください", None),),
)
TAX_RETURN = line(
    "final_income_tax",
    "所得税の準確定申告",
    "亡くなられた方の、その年の所得税を相続人が申告します。",
    ZEIMUSHO,
    deadline=due(
        117, "相続の開始を知った日の翌日から4か月以内", assumption="亡くなられた日に知ったものとして計算しています"
    ),
    ways=("counter", "post", "online"),
    bring=(bring("源泉徴収票", "copy"), bring("医療費の領収書")),
    wait=True,
)
RENOUNCE = line(
    "renunciation",
    "相続放棄の申述",
    "財産も借金も受け継がないと決めたときの手続きです。",
    KASAI,
    kind="advice",
    deadline=due(87, "相続の開始を知った日から3か月以内", assumption="亡くなられた日に知ったものとして計算しています"),
    ways=("counter", "post"),
    money=(MoneyView("fee", "収入印紙800円と郵便切手", 800),),
    cautions=("亡くなられた方の預金や車などを、先に使ったり売ったりしないでください。",),
)
REGISTRATION = line(
    "inheritance_registration",
    "相続登記",
    "土地や建物の名義を変えます。",
    HOUMUKYOKU,
    deadline=due(1095, "取得を知った日から3年以内"),
    bring=(
        bring("亡くなった方の出生から死亡までの戸籍", "original"),
        bring("相続人全員の戸籍", "original"),
        bring("遺産分割協議書", "original"),
        bring("固定資産の評価証明書", "original"),
    ),
    ways=("counter", "post", "online"),
    wait=True,
)
KEI_CAR = line(
    "kei_car", "軽自動車の名義変更", "名義を変えるか、廃車にします。", KEI, deadline=in_words("すみやかに"), wait=True
)
WATER = line(
    "water", "水道の名義変更", "使う方の名前を変えるか、止めます。", SUIDO, ways=("phone", "online"), kind="advice"
)
TAX_REPRESENTATIVE = line(
    "tax_representative",
    "固定資産税の代表者の届け",
    "税の通知を受け取る相続人の代表の方を届け出ます。",
    KOTEI,
    ways=("post",),
    deadline=due(90, "知った日から3か月以内"),
    letter="次の年の春に、納税通知書が代表の方に届きます。",
)
BANK_LINE = line("bank", "預金の相続手続き", "口座を持っていた銀行に連絡します。", BANK, kind="advice", wait=True)
INSURANCE = line(
    "life_insurance",
    "生命保険金の請求",
    "受取人の方が保険会社に連絡します。",
    INSURER,
    kind="claim",
    deadline=due(1094, "保険金を請求できる時から3年"),
    bring=(bring("保険証券"),),
    money=(MoneyView("benefit", "契約した金額", None),),
)
POWER = line("power", "電気・ガスの名義変更", "使う方の名前を変えるか、止めます。", UTILITIES, kind="advice")
MOBILE = line("mobile", "携帯電話の解約", "契約している会社に連絡します。", PHONE, kind="advice")
RESIDENCE = line(
    "residence_record_removal",
    "住民票から除く処理",
    "死亡届が出されると、市が住民票から除きます。",
    NOBODY,
    kind="automatic",
    status="automatic",
)
SEAL_REMOVAL = line(
    "seal_removal",
    "印鑑登録をなくす処理",
    "死亡届が出されると、市が登録をなくします。",
    NOBODY,
    kind="automatic",
    status="automatic",
)
DELIVERED = line(
    "death_notification", "死亡届", "亡くなられたことを届け出ます。", SHIMIN, deadline=due(-2, "知った日から7日以内")
)

VISITS = (
    Group("visit", "南区役所 市民課", SHIMIN, (DELIVERED, HEAD, SEAL, KOSEKI_COPIES), 40),
    Group("visit", "南区役所 保険年金課", HOKEN, (NHI, FUNERAL_GRANT), 30),
    Group("visit", "南区役所 地域福祉課", FUKUSHI, (CARE, HANDBOOK), 20),
)
OTHERS = (
    Group("post", "郵送でできるもの", None, (TAX_REPRESENTATIVE,), 0),
    Group("online", "電話やインターネットでできるもの", None, (WATER,), 0),
    Group(
        "elsewhere",
        "ほかの役所での手続き",
        None,
        (PENSION_DEATH, UNPAID_PENSION, SURVIVOR_PENSION, TAX_RETURN, RENOUNCE, REGISTRATION, KEI_CAR),
        0,
    ),
    Group("private", "会社や銀行などへの連絡", None, (BANK_LINE, INSURANCE, POWER, MOBILE), 0),
    Group("automatic", "何もしなくてよいもの", None, (RESIDENCE, SEAL_REMOVAL), 0),
    Group("letters", "あとで届くもの", None, (NHI, CARE, TAX_REPRESENTATIVE), 0),
)
TO_CONFIRM = (HIGH_COST, HEAVY_SUBSIDY)
BAG = (
    BagLine(
        "id_document",
        "窓口に来る方の本人確認書類",
        0,
        0,
        ("世帯主変更届",),
        (),
        "顔写真つきは1点",
        None,
        unconfirmed=False,
    ),
    BagLine(
        "proxy_letter",
        "委任状",
        0,
        0,
        ("世帯主変更届",),
        ("同じ世帯でない方が届けるとき",),
        None,
        None,
        unconfirmed=False,
    ),
    BagLine("seal_card", "亡くなった方の印鑑登録証", 1, 0, ("印鑑登録証を返す",), (), None, None, unconfirmed=False),
    BagLine(
        "koseki_relation",
        "亡くなった方との続柄が分かる戸籍",
        2,
        1,
        ("未支給年金の請求", "遺族厚生年金の請求"),
        (),
        "法定相続情報一覧図",
        "本籍地の市区町村。配偶者・親・子・孫などは最寄りの市区町村でも取れます（広域交付）",
        unconfirmed=False,
    ),
    BagLine(
        "account_mourner", "喪主の方の口座が分かるもの", 0, 0, ("葬祭費の申請",), (), None, None, unconfirmed=False
    ),
    BagLine("medical_receipts", "医療費の領収書", 0, 1, ("高額療養費の申請",), (), None, None, unconfirmed=True),
    BagLine("care_certificate", "介護保険被保険者証", 1, 0, ("介護保険証を返す",), (), None, None, unconfirmed=False),
    BagLine(
        "pension_certificate",
        "亡くなった方の年金証書",
        1,
        0,
        ("年金受給権者死亡届",),
        (),
        None,
        None,
        unconfirmed=False,
    ),
)
RULED_OUT = (
    RuledOut("employee_insurance", "埋葬料の請求（会社の健康保険）", (Reason("x", "健康保険", "国民健康保険"),)),
    RuledOut("child_allowance", "児童手当の受給者変更", (Reason("y", "18歳までのお子さん", "いない"),)),
    RuledOut("dog", "犬の登録の変更", (Reason("z", "犬", "飼っていない"),)),
)


def checklist(groups: tuple[Group, ...] = (*VISITS, *OTHERS), **changes: Any) -> Checklist:
    """Lists are derived from the groups the way the knowledge base does, so that each sample hangs together."""
    lines = tuple({line.id: line for group in groups for line in group.lines}.values())
    dated = [line for line in lines if line.status == "needed" and line.deadline and line.deadline.advised_day]
    plain = Checklist(
        event="bereavement",
        municipality="堺市",
        today=TODAY,
        kb_version="2026-11-25",
        groups=groups,
        next_deadlines=tuple(sorted(dated, key=lambda line: line.deadline.advised_day)),  # type: ignore[union-attr,return-value,arg-type]
        to_confirm=TO_CONFIRM,
        claims=tuple(line for line in (*lines, *TO_CONFIRM) if line.kind == "claim"),
        bag=BAG,
        ruled_out=RULED_OUT,
        notes=(
            "相続放棄をお考えの間は、「先に相談」の印がある手続きを始めないでください。預金を引き出すことも控えてください。",
            "死亡診断書は、出すと返ってきません。出す前に写しを取っておくと、あとの手続きで役に立ちます。",
        ),
        minutes=sum(group.minutes for group in groups),
        open_questions=2,
    )
    return replace(plain, **changes)


def empty() -> Checklist:
    return checklist((), to_confirm=(), claims=(), bag=(), ruled_out=(), notes=(), open_questions=0)


def long_checklist(count: int) -> Checklist:
    """``count`` different lines at one desk."""
    lines = tuple(replace(NHI, id=f"line_{n}", name=f"手続き番号{n}の届け") for n in range(1, count + 1))
    return checklist((Group("visit", "南区役所 保険年金課", HOKEN, lines, 10 * count),))


def difficult(name: str) -> Checklist:
    """One line whose every text is ``name``."""
    hard = replace(
        HEAD, name=name, summary=name, who=name, cautions=(name, name), late=name, bring=(bring(name),), confirm=(name,)
    )
    group = Group("visit", name, replace(SHIMIN, name=name, note=name), (hard,), 10)
    bag = (replace(BAG[0], name=name, notes=(name,), substitute=name, where=name),)
    return checklist((group,), notes=(name,), bag=bag, to_confirm=(replace(hard, status="to_confirm"),))


# --- a family with two children ---------------------------------------------------------------------------------------

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
