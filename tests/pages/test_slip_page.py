"""The checklist page: what stands on it, ticks, and the files beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.pages.html import WORDING
from bot.pages.slip import entries_of
from procedure_kb.model import Kind
from procedure_kb.slip import Checklist, Line
from tests import slips
from tests.pages.asking import Client, form, fragment
from tests.pages.fake_app import FakeServices
from tests.pages.reading import Element, read_page


@pytest.fixture
def slip(client: Client) -> Element:
    return read_page(client.get("/s/token-1").text)


def entry_of(page: Element, line: Line) -> Element:
    return page.one("article", id=f"p-{line.id}")


def texts(elements: list[Element]) -> list[str]:
    return [element.text for element in elements]


def test_every_procedure_has_one_entry_with_a_heading(slip: Element) -> None:
    entries = {entry.attrs["id"]: len(entry.all("h4") + entry.all("h3")) for entry in slip.all("article")}
    assert entries == {f"p-{procedure}": 1 for procedure in entries_of(slips.checklist())}


def test_slip_shows_the_number_of_the_case(slip: Element, services: FakeServices) -> None:
    number = services.conversations.view("token-1").case
    assert slip.all("p", cls="made")[0].text == f"受付番号 {number}"


def test_ward_is_named_once_in_a_group(slip: Element) -> None:
    heads = [e.text for e in slip.all("div", cls="group-head")]
    assert [head.count("南区役所") for head in heads[:2]] == [1, 1]


def test_deadlines_are_dates_with_weekday_and_era(slip: Element) -> None:
    assert entry_of(slip, slips.HEAD).one("p", cls="until").text == "期限 2026年12月7日（月）（令和8年） あと12日"
    assert [row.one("p", cls="until").text for row in slip.one(id="next").all("li")][:2] == [
        "2026年11月23日（月）まで 日にちが過ぎています",
        "2026年12月2日（水）まで あと7日",
    ]


def test_unclear_deadline_says_why_the_day_is_early(slip: Element) -> None:
    deadline = entry_of(slip, slips.FUNERAL_GRANT).one("div", cls="deadline")
    assert "亡くなられた日にお葬式があったものとして計算しています" in deadline.text
    assert len(deadline.all("p", cls="small")) == 3


def test_why_names_answers_and_sources(slip: Element) -> None:
    why = entry_of(slip, slips.NHI).all("details")[-1]
    assert "健康保険：国民健康保険" in why.text
    assert "国民健康保険法 9条" in why.text
    assert "2026年11月25日（水）に確認" in why.text
    assert why.one("a").attrs["rel"] == "external noreferrer"


def test_to_confirm_says_how_to_find_out_and_where_and_folds_the_rest(slip: Element) -> None:
    entry = entry_of(slip.one(id="confirm"), slips.HIGH_COST)
    (folded,) = [details for details in entry.all("details") if "持ち物" in details.text]
    assert "病院の領収書を見るか" in entry.text
    assert "病院の領収書を見るか" not in folded.text
    assert entry.all("p", cls="small")[0].text == "南区役所 保険年金課 2028年10月25日（水）まで"
    assert folded.one(id=f"tick-{slips.HIGH_COST.id}")


def test_waiting_is_advised_where_the_inheritance_could_be_accepted(slip: Element) -> None:
    waiting = [entry.attrs["id"] for entry in slip.all("article") if entry.all("div", cls="wait")]
    assert waiting == [f"p-{line.id}" for line in entries_of(slips.checklist()).values() if line.wait]


def test_bag_claims_ruled_out_and_notes(slip: Element) -> None:
    assert [e.one("p", cls="thing").text for e in slip.one(id="bag").all("li")][2:6] == [
        "亡くなった方の印鑑登録証 原本1通",
        "亡くなった方との続柄が分かる戸籍 原本2通 写し1通",
        "喪主の方の口座が分かるもの",
        "医療費の領収書 写し1通 要確認",
    ]
    claims = [e.attrs["href"] for e in slip.one(id="claims").all("a")]
    assert claims == [f"#p-{line.id}" for line in slips.checklist().claims]
    assert "犬：飼っていない" in slip.one(id="ruled-out").text
    assert "相続放棄をお考えの間は" in slip.one("section", cls="notice").text


def test_every_kind_has_its_word() -> None:
    assert set(WORDING["slip"]["kind"]) == {kind.value for kind in Kind}


def test_tick_without_script(client: Client, services: FakeServices, slip: Element) -> None:
    tick = slip.one(id="tick-nhi_funeral_grant")
    fields = {e.attrs["name"]: e.attrs["value"] for e in (*tick.all("input"), *tick.all("button"))}
    response = form(client, tick.attrs["action"], **fields)
    assert (response.status_code, response.headers["location"]) == (303, "/s/token-1#p-nhi_funeral_grant")
    assert services.checklists.done == {"nhi_funeral_grant"}
    ticked = read_page(client.get("/s/token-1").text)
    assert ticked.one(id="tick-button-nhi_funeral_grant").attrs["value"] == "no"
    assert "済み1件" in ticked.one(id="counts").text
    assert ticked.one(id="next").one("li", cls="is-done").one("a").text == slips.FUNERAL_GRANT.name


def test_tick_with_script_keeps_the_focus_on_its_button(client: Client) -> None:
    parts = fragment(client, "/s/token-1/tick", procedure="nhi_funeral_grant", done="yes")
    assert parts.one(id=parts.attrs["data-focus"]).attrs["value"] == "no"
    assert parts.one(id="counts")
    assert parts.one(id="next")


def test_what_was_to_confirm_can_be_ticked_off(client: Client, services: FakeServices) -> None:
    parts = fragment(client, "/s/token-1/tick", procedure="high_cost_medical", done="yes")
    assert services.checklists.done == {"high_cost_medical"}
    assert parts.one(id="tick-button-high_cost_medical").attrs["value"] == "no"


def test_tick_of_what_is_not_on_the_slip(client: Client, services: FakeServices) -> None:
    assert form(client, "/s/token-1/tick", procedure="somewhere//else", done="yes").status_code == 400
    assert not services.checklists.done


@pytest.mark.parametrize(
    ("address", "media_type"),
    [("/s/token-1/slip.pdf", "application/pdf"), ("/s/token-1/calendar.ics", "text/calendar")],
)
def test_files(client: Client, address: str, media_type: str) -> None:
    response = client.get(address)
    assert response.headers["content-type"].startswith(media_type)
    assert response.headers["cache-control"] == "no-store"
    assert "token" not in response.headers["content-disposition"]


# --- children, both events, many doubts -------------------------------------------------------------------------------


@pytest.fixture
def of_children(client: Client, services: FakeServices) -> Element:
    """The slip of a family with two children."""
    services.checklists.checklist = slips.childcare()
    return read_page(client.get("/s/token-1").text)


def children_in(entry: Element) -> list[str]:
    (fact,) = [div for div in entry.all("div") if texts(div.all("dt")) == ["対象"]]
    return texts(fact.all("li"))


def test_an_entry_names_the_children_it_is_for(of_children: Element) -> None:
    assert children_in(entry_of(of_children, slips.NURSERY)) == [slips.FIRST, slips.SECOND]
    assert children_in(entry_of(of_children, slips.BIRTH)) == [slips.SECOND]
    assert "対象" not in texts(entry_of(of_children, slips.CHILD_ALLOWANCE).all("dt"))


def test_each_child_has_its_own_day_where_they_differ(of_children: Element) -> None:
    entry = entry_of(of_children, slips.CHECKUP)
    assert children_in(entry) == [
        f"{slips.FIRST} 2026年12月20日（日）まで あと25日",
        f"{slips.SECOND} 2027年3月19日（金）まで あと約3か月4か月のころ生まれた日が出産予定日と同じものとして計算しています",
    ]
    assert "2026年12月20日" in entry.one("div", cls="deadline").text
    assert children_in(entry_of(of_children, slips.MEDICAL_CARD))[1] == f"{slips.SECOND} 健康保険に入ったらすぐに"


def test_the_day_of_a_child_stands_among_the_next_deadlines(of_children: Element) -> None:
    rows = texts(of_children.one(id="next").all("li"))
    assert [row[:11] for row in rows] == ["2026年12月2日（", "2026年12月4日（", "2026年12月7日（", "2026年12月15日", "2026年12月20日", "2027年3月19日（"]
    assert slips.SECOND in rows[-1]
    assert slips.CHECKUP.name in rows[-1]


def test_a_claim_says_that_its_day_is_not_that_of_every_child(client: Client, services: FakeServices) -> None:
    services.checklists.checklist = slips.childcare(claims=(slips.CHECKUP, slips.CHILD_ALLOWANCE))
    rows = texts(read_page(client.get("/s/token-1").text).one(id="claims").all("li"))
    assert ["お子さんによって違います" in row for row in rows] == [True, False]


def test_a_doubt_names_the_child(of_children: Element) -> None:
    assert slips.SECOND in entry_of(of_children, slips.BIRTH_GRANT).all("p", cls="small")[0].text


def test_what_hangs_on_many_answers_is_folded_but_printed(client: Client, services: FakeServices) -> None:
    hard = replace(slips.HIGH_COST, confirm=("一つ目です。", "二つ目です。", "三つ目です。"))
    services.checklists.checklist = slips.childcare(to_confirm=(hard,))
    (folded,) = entry_of(read_page(client.get("/s/token-1").text), hard).all("details", cls="more")
    assert texts(folded.all("li")) == list(hard.confirm)
    assert folded.one("summary").text.startswith("確かめること（3つ）")


def test_a_desk_to_be_asked_for_is_named_once(of_children: Element) -> None:
    head = next(head for head in of_children.all("div", cls="group-head") if "子育て支援課" in head.text)
    assert head.text.count("窓口をご確認ください") == 1


def test_what_is_not_certain_comes_by_day_and_then_by_desk(client: Client, services: FakeServices) -> None:
    services.checklists.checklist = slips.doubtful(40)
    articles = read_page(client.get("/s/token-1").text).one(id="confirm").all("article")
    assert len(articles) == 40
    dated = ["まで" in article.all("p", cls="small")[0].text for article in articles]
    assert dated == sorted(dated, reverse=True)
    desks = [article.all("p", cls="small")[0].text for article, has_day in zip(articles, dated, strict=True) if not has_day]
    assert list(dict.fromkeys(desks)) == [
        "南区役所 市民課",
        "南区役所 子育て支援課（窓口をご確認ください）",
        "堺東年金事務所",
        "銀行・信用金庫・ゆうちょ銀行など",
    ]


@pytest.mark.parametrize(
    ("checklist", "kicker"),
    [
        (slips.checklist(), "おくやみの手続き"),
        (slips.childcare(), "妊娠・出産・子育ての手続き"),
        (slips.both(), "おくやみの手続きと、妊娠・出産・子育ての手続き"),
    ],
)
def test_the_slip_says_what_it_is_about(client: Client, services: FakeServices, checklist: Checklist, kicker: str) -> None:
    services.checklists.checklist = checklist
    page = read_page(client.get("/s/token-1").text)
    assert page.one("p", cls="kicker").text == kicker
    assert len(page.all("article")) == len(entries_of(checklist))
