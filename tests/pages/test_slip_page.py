"""The checklist page: what stands on it, ticks, and the files beside it."""

from __future__ import annotations

import pytest

from bot.pages.html import WORDING
from procedure_kb.model import Kind
from tests.pages.asking import Client, form, fragment
from tests.pages.fake_app import FakeServices
from tests.pages.reading import Element, read_page


@pytest.fixture
def slip(client: Client) -> Element:
    return read_page(client.get("/s/token-1").text)


def test_every_procedure_has_one_entry_with_a_heading(slip: Element) -> None:
    entries = slip.all("article")
    assert len(entries) == 20
    assert [len(entry.all("h4") + entry.all("h3")) for entry in entries] == [1] * 20


def test_slip_shows_the_number_of_the_case(slip: Element, services: FakeServices) -> None:
    number = services.conversations.view("token-1").case
    assert slip.all("p", cls="made")[0].text == f"受付番号 {number}"


def test_ward_is_named_once_in_a_group(slip: Element) -> None:
    heads = [e.text for e in slip.all("div", cls="group-head")]
    assert [head.count("南区役所") for head in heads[:2]] == [1, 1]


def test_deadlines_are_dates_with_weekday_and_era(slip: Element) -> None:
    assert slip.one(id="p-head_of_household_change").one("p", cls="until").text == (
        "期限 2026年12月7日（月）（令和8年） あと12日"
    )
    assert [row.one("p", cls="until").text for row in slip.one(id="next").all("li")][:2] == [
        "2026年11月24日（火）まで 日にちが過ぎています",
        "2026年12月3日（木）まで あと8日",
    ]


def test_unclear_deadline_says_why_the_day_is_early(slip: Element) -> None:
    deadline = slip.one(id="p-funeral_expense").one("div", cls="deadline")
    assert "葬儀の日を亡くなられた日として計算しています。" in deadline.text
    assert len(deadline.all("p", cls="small")) == 3


def test_why_names_answers_and_sources(slip: Element) -> None:
    why = slip.one(id="p-return_nhi_certificate").all("details")[-1]
    assert "健康保険：国民健康保険" in why.text
    assert "国民健康保険法 9条" in why.text
    assert "2026年11月25日（水）に確認" in why.text
    assert why.one("a").attrs["rel"] == "external noreferrer"


def test_to_confirm_says_how_to_find_out_and_where_and_folds_the_rest(slip: Element) -> None:
    entry = slip.one(id="confirm").one(id="p-will_probate")
    (folded,) = [details for details in entry.all("details") if "持ち物" in details.text]
    assert "うすい色の「介護保険被保険者証」" in entry.text
    assert "うすい色" not in folded.text
    assert entry.all("p", cls="small")[0].text == "年金事務所"
    assert folded.one(id="tick-will_probate")


def test_waiting_is_advised_where_the_inheritance_could_be_accepted(slip: Element) -> None:
    assert slip.one(id="p-refund_premium").all("div", cls="wait")
    assert len(slip.all("div", cls="wait")) == 1


def test_bag_claims_ruled_out_and_notes(slip: Element) -> None:
    assert [e.one("p", cls="thing").text for e in slip.one(id="bag").all("li")] == [
        "窓口に来る方の本人確認書類 原本1通",
        "亡くなった方との続柄が分かる戸籍 原本2通 写し1通",
        "喪主の方の口座が分かるもの 要確認",
    ]
    assert [e.attrs["href"] for e in slip.one(id="claims").all("a")] == [
        "#p-funeral_expense",
        "#p-unpaid_pension",
        "#p-refund_premium",
    ]
    assert "犬：飼っていなかった" in slip.one(id="ruled-out").text
    assert "相続放棄を考えている方は" in slip.one("section", cls="notice").text


def test_every_kind_has_its_word() -> None:
    assert set(WORDING["slip"]["kind"]) == {kind.value for kind in Kind}


def test_tick_without_script(client: Client, services: FakeServices, slip: Element) -> None:
    tick = slip.one(id="tick-funeral_expense")
    fields = {e.attrs["name"]: e.attrs["value"] for e in (*tick.all("input"), *tick.all("button"))}
    response = form(client, tick.attrs["action"], **fields)
    assert (response.status_code, response.headers["location"]) == (303, "/s/token-1#p-funeral_expense")
    assert services.checklists.done == {"funeral_expense"}
    ticked = read_page(client.get("/s/token-1").text)
    assert ticked.one(id="tick-button-funeral_expense").attrs["value"] == "no"
    assert "済み1件" in ticked.one(id="counts").text
    assert ticked.one(id="next").one("li", cls="is-done").one("a").text == "葬祭費を請求する"


def test_tick_with_script_keeps_the_focus_on_its_button(client: Client) -> None:
    parts = fragment(client, "/s/token-1/tick", procedure="funeral_expense", done="yes")
    assert parts.one(id=parts.attrs["data-focus"]).attrs["value"] == "no"
    assert parts.one(id="counts")
    assert parts.one(id="next")


def test_what_was_to_confirm_can_be_ticked_off(client: Client, services: FakeServices) -> None:
    parts = fragment(client, "/s/token-1/tick", procedure="will_probate", done="yes")
    assert services.checklists.done == {"will_probate"}
    assert parts.one(id="tick-button-will_probate").attrs["value"] == "no"


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
