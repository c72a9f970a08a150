"""What a widow in 南区 takes home, and lists that are empty, long or hard to print."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from procedure_kb.slip import BagLine, Checklist, Group, MoneyView, Reason, RuledOut
from tests.slips.parts import (
    BANK,
    FUKUSHI,
    HOKEN,
    HOUMUKYOKU,
    ID_DOCUMENT,
    INSURER,
    KASAI,
    KEI,
    KOSEKI,
    KOTEI,
    LAW,
    NENKIN,
    NOBODY,
    PHONE,
    SHIMIN,
    SOURCE,
    SUIDO,
    TODAY,
    UTILITIES,
    ZEIMUSHO,
    bring,
    due,
    in_words,
    line,
)

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
