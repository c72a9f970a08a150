"""The pages over fake services: what stands on them, where forms lead, and what is refused."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from sqlalchemy.exc import OperationalError

from tests.pages.asking import Client, form, fragment
from tests.pages.fake_app import PROMPTS, WELCOME, FakeServices
from tests.pages.reading import Element, read_page

PAGES = ["/", "/person", "/deleted", "/c/token-1", "/c/token-1/answers", "/s/token-1", "/delete/token-1", "/c/wrong"]
GROUP = next(step for step, prompt in enumerate(PROMPTS) if prompt.kind == "group")
DATE = next(step for step, prompt in enumerate(PROMPTS) if prompt.input == "date")


def at_step(services: FakeServices, step: int) -> None:
    services.conversations.cases["token-1"].step = step


# --- every page -------------------------------------------------------------------------------------------------------


@pytest.fixture(params=PAGES)
def any_page(request: pytest.FixtureRequest, client: Client) -> Element:
    return read_page(client.get(request.param).text)


def test_language_and_one_main_heading(any_page: Element) -> None:
    assert any_page.one("html").attrs["lang"] == "ja"
    assert len(any_page.all("h1")) == 1
    assert any_page.one("title").text


def test_heading_levels_leave_none_out(any_page: Element) -> None:
    levels = [int(e.tag[1]) for e in any_page.one("body").all() if re.fullmatch("h[1-6]", e.tag)]
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_ids_are_unique_and_references_lead_somewhere(any_page: Element) -> None:
    ids = [element.attrs["id"] for element in any_page.all() if "id" in element.attrs]
    assert len(ids) == len(set(ids))
    for element in any_page.all():
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert set(element.attrs.get(name, "").split()) <= set(ids)
        if element.attrs.get("href", "").startswith("#"):
            assert element.attrs["href"][1:] in ids


def test_a_way_to_a_person_stands_at_the_same_place(any_page: Element) -> None:
    assert any_page.one("header").one("a", cls="help").attrs["href"].startswith("/person")
    assert any_page.one("footer").all("a", href="tel:072-000-0000")


def test_nothing_inline_that_the_content_policy_would_stop(any_page: Element) -> None:
    assert not any_page.all("style")
    assert [script.attrs["src"] for script in any_page.all("script")] == ["/static/chat.js"]
    for element in any_page.all():
        assert not [name for name in element.attrs if name == "style" or name.startswith("on")]


def test_nothing_is_loaded_from_elsewhere(any_page: Element) -> None:
    loaded = [e.attrs.get("src") or e.attrs["href"] for e in any_page.all() if e.tag in ("link", "script", "img")]
    assert all(address.startswith("/static/") for address in loaded)


@pytest.mark.parametrize("address", PAGES)
def test_safe_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    personal = "token" in address or "wrong" in address
    assert (headers.get("cache-control") == "no-store") == personal


@pytest.mark.parametrize("name", ["base.css", "chat.css", "slip.css", "print.css", "chat.js", "mark.svg"])
def test_static_files_are_served(client: Client, name: str) -> None:
    response = client.get(f"/static/{name}")
    assert response.status_code == 200
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "://" not in response.text.replace("http://www.w3.org/2000/svg", "")


# --- start, person, delete --------------------------------------------------------------------------------------------


def test_home_starts_a_conversation(client: Client) -> None:
    entries = read_page(client.get("/").text).all("form", action="/start")
    events = [entry.one("input").attrs["value"] for entry in entries]
    assert events == ["bereavement", "childcare"]
    for number, event in enumerate(events, start=2):
        response = form(client, "/start", event=event)
        assert (response.status_code, response.headers["location"]) == (303, f"/c/token-{number}")


def test_unknown_event_is_refused(client: Client) -> None:
    assert form(client, "/start", event="wedding").status_code == 400


def test_person_leads_back_to_the_conversation_only_by_a_plain_token(client: Client) -> None:
    assert read_page(client.get("/person?c=token-1").text).all("a", href="/c/token-1")
    assert client.get("/person", params={"c": "//evil.example"}).status_code == 400


def test_delete_asks_first(client: Client, services: FakeServices) -> None:
    page = read_page(client.get("/delete/token-1").text)
    assert page.all("a", href="/c/token-1")
    assert services.conversations.cases
    assert form(client, page.one("form").attrs["action"]).headers["location"] == "/deleted"
    assert not services.conversations.cases


# --- chat -------------------------------------------------------------------------------------------------------------


def test_chat_shows_transcript_question_and_answers(client: Client) -> None:
    page = read_page(client.get("/c/token-1").text)
    log = page.one(role="log")
    assert [bubble.one(cls="words").text for bubble in log.all(cls="bubble")] == list(WELCOME)
    assert page.one(id="question").text == PROMPTS[0].text
    buttons = page.one(id="prompt").all("button", name="choice")
    assert [(b.text, b.attrs["value"]) for b in buttons] == [(c.label, c.value) for c in PROMPTS[0].choices]
    assert not log.all("button")
    assert not log.all("input")
    assert page.one(id="progress").text == "あと約5問"
    assert page.one("label", **{"for": "text"}).text


def test_the_question_gets_the_focus_only_once_the_talk_has_begun(client: Client) -> None:
    assert "autofocus" not in read_page(client.get("/c/token-1").text).one(id="prompt").attrs
    form(client, "/c/token-1", choice="v-0")
    assert "autofocus" in read_page(client.get("/c/token-1").text).one(id="prompt").attrs


def test_answer_without_script_redirects_to_the_page(client: Client, services: FakeServices) -> None:
    response = form(client, "/c/token-1", choice="v-0")
    assert (response.status_code, response.headers["location"]) == (303, "/c/token-1")
    assert services.conversations.said == [(None, ("v-0",))]
    page = read_page(client.get("/c/token-1").text)
    assert page.one(cls="resident").text == "あなた 父"
    change = page.one(id="answers").one("button")
    assert (change.text, change.attrs["value"]) == ("関係の答えを変更", "change-0")


def test_answer_with_script_sends_only_what_is_new(client: Client) -> None:
    parts = fragment(client, "/c/token-1", choice="v-0", seen="2")
    assert [b.one(cls="words").text for b in parts.one(**{"data-append": "log"}).all(cls="bubble")] == [
        PROMPTS[0].text,
        "父",
    ]
    assert {child.attrs.get("id") for child in parts.children} >= {"progress", "prompt", "say", "moves", "answers"}
    assert parts.attrs["data-focus"] == "prompt"
    assert parts.one(id="question").text == PROMPTS[1].text


@pytest.mark.parametrize("seen", ["-3", "999"])
def test_a_wrong_count_of_bubbles_does_no_harm(client: Client, seen: str) -> None:
    assert fragment(client, "/c/token-1", choice="v-0", seen=seen).one(id="prompt")


@pytest.mark.parametrize("typed", ["", "  　", "あ" * 501])
def test_empty_or_endless_text_is_pointed_out_and_kept(client: Client, services: FakeServices, typed: str) -> None:
    response = form(client, "/c/token-1", text=typed)
    page = read_page(response.text)
    assert response.status_code == 422
    assert page.one("title").text.startswith("エラー：")
    box = page.one("input", name="text")
    assert (box.attrs["value"], box.attrs["aria-invalid"]) == (typed, "true")
    assert page.one(id=box.attrs["aria-describedby"]).text.startswith("＊")
    assert not services.conversations.said
    assert fragment(client, "/c/token-1", text=typed).attrs["data-focus"] == "text"


def test_what_a_resident_writes_is_text(client: Client) -> None:
    form(client, "/c/token-1", text="<script>alert(1)</script> 072-000-0009")
    page = read_page(client.get("/c/token-1").text)
    assert "<script>alert(1)</script>" in page.one(cls="resident").text
    assert page.one(cls="resident").one("a").attrs["href"] == "tel:072-000-0009"


def test_tick_list_sends_the_ticked_with_the_confirming_value(client: Client, services: FakeServices) -> None:
    at_step(services, GROUP)
    page = read_page(client.get("/c/token-1").text)
    assert len(page.all("input", type="checkbox", name="choice")) == 4
    form(client, "/c/token-1", choice=["t-seal", "t-license"], ticked="t-submit")
    assert services.conversations.said == [(None, ("t-seal", "t-license", "t-submit"))]


def test_other_buttons_of_a_tick_list_go_with_the_ticks(client: Client, services: FakeServices) -> None:
    """Something is ticked, the rest is not known: neither may be lost."""
    at_step(services, GROUP)
    ticks = next(f for f in read_page(client.get("/c/token-1").text).all("form") if f.all(id="ticks"))
    assert [b.attrs["value"] for b in ticks.all("button", name="choice")] == ["t-none", "v-unknown"]
    form(client, "/c/token-1", choice=["t-seal", "v-unknown"])
    assert services.conversations.said == [(None, ("t-seal", "v-unknown"))]


def test_confirming_no_tick_rules_nothing_out(client: Client, services: FakeServices) -> None:
    at_step(services, GROUP)
    page = read_page(form(client, "/c/token-1", ticked="t-submit").text)
    assert page.one(id="ticks").one(id="mistake")
    assert not services.conversations.said


def test_back_is_a_button_not_a_word(client: Client, services: FakeServices) -> None:
    form(client, "/c/token-1", choice="v-0")
    back = read_page(client.get("/c/token-1").text).one(id="moves").one("button")
    form(client, "/c/token-1", **{back.attrs["name"]: back.attrs["value"]})
    assert services.conversations.view("token-1").prompt == PROMPTS[0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"year": "2026", "month": "11", "day": "19"}, "2026年11月19日"),
        ({"year": "２０２６", "month": " 11 ", "day": ""}, "2026年11月"),
        ({"era": "令和", "year": "8", "month": "11", "day": "19"}, "2026年11月19日"),
        ({"era": "平成", "year": "元", "month": "2", "day": "1"}, "1989年2月1日"),
    ],
)
def test_date_helper(client: Client, services: FakeServices, fields: dict[str, str], said: str) -> None:
    at_step(services, DATE)
    form(client, "/c/token-1", field="date", **fields)
    assert services.conversations.said == [(said, ())]


@pytest.mark.parametrize(
    "fields",
    [
        {"year": "", "month": "", "day": ""},
        {"year": "2026", "month": "", "day": "19"},
        {"year": "2026", "month": "2", "day": "30"},
        {"year": "2026", "month": "13", "day": ""},
        {"year": "0", "month": "1", "day": "1"},
        {"year": "20266", "month": "1", "day": "1"},
        {"year": "去年", "month": "1", "day": "1"},
    ],
)
def test_date_that_is_none(client: Client, services: FakeServices, fields: dict[str, str]) -> None:
    at_step(services, DATE)
    page = read_page(form(client, "/c/token-1", field="date", **fields).text)
    year = page.one("input", name="year")
    assert (year.attrs["value"], year.attrs["aria-invalid"]) == (fields["year"], "true")
    assert page.one(id="mistake").text.startswith("＊")
    assert not services.conversations.said


def test_number_helper(client: Client, services: FakeServices) -> None:
    at_step(services, DATE + 1)
    assert read_page(client.get("/c/token-1").text).one("input", name="typed").attrs["inputmode"] == "numeric"
    empty = read_page(form(client, "/c/token-1", field="typed", typed="").text)
    assert empty.one("input", name="typed").attrs["aria-invalid"] == "true"
    form(client, "/c/token-1", field="typed", typed="82")
    assert services.conversations.said == [("82", ())]


def test_wish_to_be_forgotten_ends_on_a_page_that_says_so(client: Client) -> None:
    response = form(client, "/c/token-1", text="データを消して")
    assert (response.status_code, response.headers["location"]) == (303, "/deleted")


def test_help_lines_are_drawn_in_the_talk(client: Client) -> None:
    form(client, "/c/token-1", text="つらい")
    log = read_page(client.get("/c/token-1").text).one(role="log")
    assert log.one(cls="card").all("a", href="tel:0120-000-000")


def test_end_of_the_questions_leads_to_the_checklist(client: Client, services: FakeServices) -> None:
    at_step(services, len(PROMPTS) - 1)
    prompt = read_page(client.get("/c/token-1").text).one(id="prompt")
    assert prompt.one("a", cls="primary").attrs["href"] == "/s/token-1"


def test_answers_can_be_changed_from_their_page(client: Client, services: FakeServices) -> None:
    form(client, "/c/token-1", choice="v-0")
    page = read_page(client.get("/c/token-1/answers").text)
    table = page.one("dl", cls="answer-table")
    assert (table.one("dt").text, table.one("dd", cls="value").text) == ("関係", "父")
    form(client, table.one("form").attrs["action"], choice=table.one("button").attrs["value"])
    assert services.conversations.view("token-1").prompt == PROMPTS[0]


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["/c/wrong", "/c/wrong/answers", "/delete/wrong", "/s/wrong", "/s/wrong/slip.pdf", "/s/wrong/calendar.ics"],
)
def test_wrong_links_all_look_the_same(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert response.text == client.get("/c/gone").text


@pytest.mark.parametrize(
    ("failure", "status"), [(OperationalError("…", {}, Exception("秘密")), 503), (RuntimeError("秘密"), 500)]
)
def test_failure_is_told_calmly_and_logged_without_its_words(
    client: Client, services: FakeServices, caplog: pytest.LogCaptureFixture, failure: Exception, status: int
) -> None:
    services.conversations.failure = failure
    response = form(client, "/c/token-1", text="はい")
    assert response.status_code == status
    assert read_page(response.text).one("h1").text == "ただいま準備をしています"
    assert type(failure).__name__ in caplog.text
    assert "秘密" not in caplog.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "null"}, 303),
        ({"Origin": "https://evil.example"}, 403),
    ],
)
def test_forms_of_other_sites_are_refused(client: Client, services: FakeServices, headers: dict[str, str], status: int) -> None:
    response = client.post("/c/token-1", data={"choice": "v-0"}, headers=headers)
    assert response.status_code == status
    assert bool(services.conversations.said) == (status == 303)


def test_unreadable_form(client: Client) -> None:
    assert form(client, "/c/token-1", seen="many").status_code == 400
