from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from bot.renderers.pdf import slip_pdf
from procedure_kb.slip import Checklist
from tests import slips

A4 = (595, 842)
MM = 72 / 25.4
INVISIBLE = re.compile(r"[\s\u200b]+")


@dataclass(frozen=True)
class Phone:
    name: str
    number: str
    hours: str | None = None
    note: str | None = None


def render(checklist: Checklist, **options: Any) -> Any:
    """The slip, read back. ``Any``: pypdf types every object as the base of all objects."""
    printed_on = options.pop("printed_on", slips.TODAY)
    content = slip_pdf(checklist, case_number=slips.CASE_NUMBER, url=slips.URL, printed_on=printed_on, **options)
    return PdfReader(BytesIO(content), strict=True)


def text_of(reader: Any) -> str:
    return INVISIBLE.sub("", "".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    return INVISIBLE.sub("", text)


@pytest.fixture(scope="module")
def slip() -> Any:
    return render(slips.checklist())


def texts_of_lines(checklist: Checklist) -> Iterator[str]:
    for group in checklist.groups:
        for line in group.lines:
            yield line.name
            if group.key in ("automatic", "letters"):
                continue
            yield from (line.summary, *line.cautions)
            yield from (text for text in (line.who, line.proxy, line.form, line.late, line.online, line.letter) if text)
            yield from (thing.name for thing in line.bring)
            yield from (money.text for money in line.money)
    for line in checklist.to_confirm:
        yield from (line.name, *line.confirm, line.desk.name)


def test_everything_the_family_needs_is_on_paper(slip: Any) -> None:
    checklist = slips.checklist()
    text = text_of(slip)
    missing = [it for it in texts_of_lines(checklist) if squeezed(it) not in text]
    assert missing == []
    assert all(squeezed(note) in text for note in checklist.notes)
    assert all(
        squeezed(name) in text for name in [it.name for it in checklist.bag] + [it.name for it in checklist.ruled_out]
    )


def test_sections_come_in_the_order_of_use(slip: Any) -> None:
    text = text_of(slip)
    titles = [
        "手続き案内票",
        "はじめにお読みください",
        "期限が近い順",
        "申請できるお金",
        "行き先ごとの手続き",
        "南区役所市民課時間の目安",
        "南区役所保険年金課時間の目安",
        "郵送でできるもの",
        "会社や銀行などへの連絡",
        "要確認必要かどうか",
        "持ち物必要な手続きの分",
        "何もしなくてよいもの",
        "あとで届くもの郵便",
        "お問い合わせ",
        "必要のない手続き",
    ]
    places = [text.index(title) for title in titles]
    assert places == sorted(places)


def test_deadlines_are_dates_with_weekday_and_era(slip: Any) -> None:
    text = text_of(slip)
    assert "2026年12月7日（月）（令和8年）まであと12日" in text
    assert "2026年11月25日（水）（令和8年）" in text
    assert "日にちが過ぎています" in text


def test_tables_repeat_what_to_mind(slip: Any) -> None:
    text = text_of(slip)
    assert "所得税の準確定申告税務署【先に相談】" in text
    assert "高額療養費の申請【要確認】【先に相談】限度額をこえた分2028年10月25日（水）" in text


def test_to_confirm_is_short_and_says_how_where_and_until_when(slip: Any) -> None:
    text = text_of(slip)
    entry = text[text.index("要確認必要かどうか") : text.index("持ち物必要な手続きの分")]
    assert "高額療養費の申請先に相談南区役所保険年金課2028年10月25日（水）まで入院や高額な医療費" in entry
    assert "医療費の領収書" not in entry


def test_procedures_that_one_answer_settles_share_it() -> None:
    pair = [replace(slips.HEAVY_SUBSIDY, id=name, name=name) for name in ("医療証を返す", "助成の精算")]
    text = text_of(render(slips.checklist(to_confirm=tuple(pair))))
    assert "医療証を返す南区役所地域福祉課助成の精算南区役所地域福祉課医療証をお持ちだったか" in text


def test_nobody_is_told_to_wait_where_there_is_nothing_to_wait_for() -> None:
    group = slips.VISITS[0]
    assert "「先に相談」は" in text_of(render(slips.checklist()))
    assert "「先に相談」は" not in text_of(render(slips.checklist((group,), to_confirm=(), notes=())))


def test_statements_in_one_paragraph_have_one_full_stop_each(slip: Any) -> None:
    text = text_of(slip)
    assert "変更があった日から14日以内。亡くなられた日を変更の日として計算しています。" in text
    assert "。。" not in text


def test_ward_is_named_once(slip: Any) -> None:
    assert "南区役所南区役所" not in text_of(slip)


def test_time_left_counts_from_the_printed_date() -> None:
    later = render(slips.checklist(), printed_on=slips.TODAY + timedelta(days=2))
    assert "2026年12月7日（月）（令和8年）まであと10日" in text_of(later)


def test_early_advice_that_has_passed_is_not_called_too_late() -> None:
    day = slips.TODAY + timedelta(days=8)
    assert "2026年12月2日（水）（令和8年）までお早めに" in text_of(render(slips.checklist(), printed_on=day))


def test_each_page_carries_case_number_and_page_number(slip: Any) -> None:
    total = len(slip.pages)
    assert total <= 7
    for number, page in enumerate(slip.pages, start=1):
        assert squeezed(f"受付番号{slips.CASE_NUMBER}手続き案内票{number}/{total}ページ") in squeezed(
            page.extract_text()
        )


def test_paper_is_a4(slip: Any) -> None:
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in slip.pages} == {A4}


def test_text_keeps_to_the_margins_and_is_large_enough(slip: Any) -> None:
    sizes, lefts = set(), set()

    def visit(text: str, _cm: Any, tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            sizes.add(round(abs(size * tm[3]), 1))
            lefts.add(tm[4])

    for page in slip.pages:
        page.extract_text(visitor_text=visit)
    assert min(sizes) >= 10.5
    assert 12.0 in sizes


def test_pdf_is_tagged_japanese_and_titled(slip: Any) -> None:
    root = slip.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("ja")
    assert slip.metadata.title == "手続き案内票"
    assert b"pdfuaid" in slip.xmp_metadata.stream.get_data()


def fonts_of(reader: Any) -> dict[str, Any]:
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            found[font.get_object()["/BaseFont"]] = font.get_object()["/DescendantFonts"][0].get_object()
    return found


def test_only_the_packaged_font_is_used_and_embedded(slip: Any) -> None:
    for name, font in fonts_of(slip).items():
        assert "NotoSansJP" in name
        assert "/FontFile3" in font["/FontDescriptor"]


def test_second_copy_is_the_same_to_the_byte() -> None:
    options: dict[str, Any] = {"case_number": "1", "url": slips.URL, "printed_on": slips.TODAY}
    assert slip_pdf(slips.checklist(), **options) == slip_pdf(slips.checklist(), **options)


def test_empty_checklist_says_so_on_one_page() -> None:
    reader = render(slips.empty())
    assert len(reader.pages) == 1
    assert "今のところ、必要な手続きは見つかっていません。" in text_of(reader)
    assert "お問い合わせ" in text_of(reader)


def test_sixty_lines_are_all_there_and_quick() -> None:
    started = time.perf_counter()
    text = text_of(render(slips.long_checklist(60)))
    assert all(f"手続き番号{number}の届け" in text for number in range(1, 61))
    assert time.perf_counter() - started < 10  # rendering takes a tenth of a second; reading the text back takes longer


@pytest.mark.parametrize(
    "name",
    [
        "𠮷田髙﨑邉德の届け",
        '#strong[太字] *a* _b_ $x$ `c` \\ // /* <l> @r "引用" #panic()',
        "a" * 400,
        "とても長い名前の手続き" * 100,
        "一\n二\r\n三\t四",
        "https://example.jp/" + "path/" * 60,
        " ",
    ],
)
def test_any_text_is_set_as_it_is(name: str) -> None:
    assert squeezed(name) in text_of(render(slips.difficult(name)))


@pytest.mark.parametrize("name", ["届け😀👨‍👩‍👧", "한글 简体", "\x00\x1b\ufffe", "\ud83d", "葛\U000e0100飾", ""])
def test_text_the_font_cannot_draw_does_not_stop_the_slip(name: str) -> None:
    assert "手続き案内票" in text_of(render(slips.difficult(name)))


def test_people_to_call_come_before_what_is_not_needed() -> None:
    reader = render(
        slips.checklist(),
        contacts=[Phone("堺市役所", "072-233-1101", "平日")],
        help_lines=[Phone("相談電話", "0120-000-000", None, "無料")],
    )
    text = text_of(reader)
    assert text.index("堺市役所072-233-1101平日。") < text.index("つらいときの相談先") < text.index("必要のない手続き")
    assert "相談電話0120-000-000無料。" in text


def test_code_is_large_enough_and_described(slip: Any) -> None:
    assert "二次元コード" in slip.pages[0].extract_text()
    assert squeezed(slips.URL) in text_of(slip)
    figures = [it for it in structure(slip.trailer["/Root"]["/StructTreeRoot"]) if it.get("/S") == "/Figure"]
    (figure,) = figures
    assert "二次元コード" in figure["/Alt"]
    left, bottom, right, top = figure["/A"]["/BBox"] if "/BBox" in figure["/A"] else figure["/A"][0]["/BBox"]
    assert float(right) - float(left) >= 25 * MM
    assert float(top) - float(bottom) >= 25 * MM


@pytest.fixture(scope="module")
def of_children() -> str:
    return text_of(render(slips.childcare(), help_lines=[Phone("相談電話", "0120-000-000")]))


def test_everything_a_family_with_children_needs_is_on_paper(of_children: str) -> None:
    assert [it for it in texts_of_lines(slips.childcare()) if squeezed(it) not in of_children] == []


def test_a_card_says_for_whom_and_by_when_for_each_child(of_children: str) -> None:
    first, second = squeezed(slips.FIRST), squeezed(slips.SECOND)
    assert f"対象{first}{second}持ち物" in of_children
    assert f"対象{first}2026年12月20日（日）まであと25日{second}2027年3月19日（金）まであと約3か月4か月のころ。" in of_children
    assert f"{second}健康保険に入ったらすぐに" in of_children


def test_the_table_of_deadlines_has_a_row_per_day(of_children: str) -> None:
    table = of_children[of_children.index("期限が近い順") : of_children.index("申請できるお金")]
    assert f"2026年12月20日（日）あと25日乳幼児健診を受ける{squeezed(slips.FIRST)}" in table
    assert f"2027年3月19日（金）あと約3か月乳幼児健診を受ける{squeezed(slips.SECOND)}" in table
    assert table.count(slips.NURSERY.name) == 1


def test_paper_for_children_says_nothing_of_a_death(of_children: str) -> None:
    assert [word for word in ("亡くな", "お悔やみ", "相続", "葬", "死亡") if word in of_children] == []
    assert of_children.startswith("手続き案内票妊娠・出産・子育ての手続き")
    assert "気持ちがつらいときの相談先" in of_children


def test_paper_of_both_events_names_both() -> None:
    reader = render(slips.both())
    text = text_of(reader)
    assert text.startswith("手続き案内票ご家族が亡くなられたあとの手続きと、妊娠・出産・子育ての手続き")
    names = [line.name for group in slips.both().groups for line in group.lines]
    assert [name for name in names if squeezed(name) not in text] == []


def test_many_doubts_share_their_ways_and_keep_to_few_pages() -> None:
    reader = render(slips.doubtful(40))
    text = text_of(reader)
    doubts = text[text.index("要確認必要かどうか") :]
    assert all(f"確かめる手続き{number}" in doubts for number in range(1, 41))
    assert doubts.count(squeezed(slips.HANDICAP_CARE.confirm[0])) == 1
    assert len(reader.pages) <= 5


def structure(node: Any) -> Iterator[Any]:
    """All elements of the tag tree."""
    node = node.get_object()
    if hasattr(node, "get"):
        yield node
        children = node.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            if hasattr(child.get_object(), "get"):
                yield from structure(child)
