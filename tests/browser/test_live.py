"""A resident with a telephone, from the first page to the checklist, on the real program."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.chromium import CHROMIUM
from tests.browser.test_pages_fake import PHONE, focused, scrolls_sideways, violations
from tests.live import Live

pytestmark = [
    pytest.mark.model,
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed"),
]

OPENER = "父が先週の木曜に82歳で亡くなりました。後期高齢で、年金ももらってました"
_MOST_QUESTIONS = 40


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def either(request: pytest.FixtureRequest, browser: Browser, live: Live) -> Iterator[Page]:
    """A page with JavaScript, and one without."""
    context = browser.new_context(viewport=PHONE, base_url=live.url, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(browser: Browser, live: Live) -> Iterator[Page]:
    """A page on which the browser may complain of nothing."""
    context = browser.new_context(viewport=PHONE, base_url=live.url)
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


# --- what a resident does ---------------------------------------------------------------------------------------------


def begin(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="ご家族が亡くなられたとき").click()
    expect(page.locator("#question")).to_be_visible()


def said(page: Page) -> Locator:
    return page.locator("#log .resident .words")


def write(page: Page, words: str) -> None:
    before = said(page).count()
    page.locator("#text").fill(words)
    page.get_by_role("button", name="送る").click()
    expect(said(page)).to_have_count(before + 1)


def press(page: Page, button: Locator) -> None:
    before = said(page).count()
    button.click()
    expect(said(page)).to_have_count(before + 1)


def answer(page: Page, *, tick: bool) -> None:
    """Answers the open question: with the first line or nothing of a list, else with the first button."""
    ticks = page.locator("#ticks .tick-row")
    if ticks.count() and tick:
        ticks.first.click()
        press(page, page.locator("#prompt [name=ticked]"))
    else:
        press(page, page.locator("#prompt button[name=choice]").first)


def answer_all(page: Page) -> None:
    for number in range(_MOST_QUESTIONS):
        if page.locator("#prompt a.primary").count():
            return
        answer(page, tick=number % 3 == 0)
    raise AssertionError("the questions do not end")


# --- journeys ---------------------------------------------------------------------------------------------------------


def test_from_the_first_words_to_the_checklist_on_paper_and_in_the_calendar(either: Page) -> None:
    page = either
    begin(page)
    expect(page.locator("#log")).to_contain_text("お悔やみ")
    write(page, OPENER)
    expect(page.locator("#answers")).to_contain_text("82歳")
    expect(page.locator("#progress")).to_contain_text("あと約")
    answer_all(page)
    expect(page.locator("#progress")).to_have_text("質問は終わりました")
    assert page.locator("#log").inner_text().count("お悔やみ") == 1
    page.locator("#prompt a.primary").click()
    expect(page.locator("h1")).to_have_text("手続き案内票")
    expect(page.locator("main")).to_contain_text("区役所")
    for name, start, kind in (("PDFで開く", b"%PDF-", "application/pdf"), ("期限をカレンダーに入れる", b"BEGIN:VCALENDAR", "text/calendar")):
        address = page.get_by_role("link", name=name).get_attribute("href")
        response = page.request.get(str(address))
        assert response.ok
        assert response.headers["content-type"].startswith(kind)
        assert response.body().startswith(start)
    first = page.locator("[id^=tick-button-]").first
    first.click()
    expect(page.locator("#counts")).to_contain_text("1件")
    page.get_by_role("link", name="質問に戻る").first.click()
    expect(page.locator("#progress")).to_have_text("質問は終わりました")


def test_an_answer_is_changed_and_the_guide_says_what_became_of_the_list(page: Page) -> None:
    begin(page)
    write(page, "父が2026年11月19日に82歳で亡くなりました")
    answer_all(page)
    page.get_by_role("link", name="すべての答えを見る").click()
    page.get_by_role("button", name=re.compile("^犬の答えを")).click()
    press(page, page.get_by_role("button", name="飼っていた", exact=True))
    answer_all(page)
    expect(page.locator("#log")).to_contain_text(re.compile(r"案内が変わりました。\d+件増え、\d+件減りました。"))


def test_help_lines_come_at_once_and_the_question_waits(page: Page) -> None:
    begin(page)
    write(page, OPENER)
    question = page.locator("#question").inner_text()
    write(page, "もう死にたいです")
    card = page.locator("#log .card").last
    expect(card.get_by_role("link").first).to_have_attribute("href", re.compile("^tel:"))
    expect(page.locator("#question")).to_have_count(0)
    assert violations(page) == []
    page.get_by_role("button", name="質問にもどる").click()
    expect(page.locator("#question")).to_have_text(question)
    expect(page.locator("#answers")).to_contain_text("82歳")


def test_reload_and_the_back_button_keep_the_conversation(page: Page) -> None:
    begin(page)
    write(page, OPENER)
    answer(page, tick=False)
    question, words = page.locator("#question").inner_text(), said(page).all_inner_texts()
    page.reload()
    expect(page.locator("#question")).to_have_text(question)
    page.get_by_role("link", name="すべての答えを見る").click()
    expect(page.locator("h1")).to_have_text("答えの確認")
    page.go_back()
    expect(page.locator("#question")).to_have_text(question)
    assert said(page).all_inner_texts() == words
    page.get_by_role("button", name="戻る").click()
    expect(page.locator("#question")).not_to_have_text(question)
    expect(page.locator("#answers")).to_contain_text("82歳")


def test_the_saved_address_goes_on_in_another_browser(page: Page, browser: Browser) -> None:
    begin(page)
    write(page, OPENER)
    other: BrowserContext = browser.new_context(viewport=PHONE)
    elsewhere = other.new_page()
    elsewhere.goto(page.url)
    expect(elsewhere.locator("#question")).to_have_text(page.locator("#question").inner_text())
    answer(elsewhere, tick=False)
    page.reload()
    expect(page.locator("#question")).to_have_text(elsewhere.locator("#question").inner_text())
    other.close()


# --- for everyone -----------------------------------------------------------------------------------------------------


def test_nothing_stands_in_the_way_of_anybody(page: Page) -> None:
    """axe on the states of the chat and on the checklist; nothing wider than the smallest telephone."""

    def check() -> None:
        page.set_viewport_size({"width": 320, "height": 640})
        assert not scrolls_sideways(page)
        page.set_viewport_size(PHONE)
        assert violations(page) == []

    begin(page)
    check()
    write(page, OPENER)
    check()
    while not page.locator("#ticks").count():
        answer(page, tick=False)
    check()
    write(page, "むにゃむにゃ")
    check()
    answer_all(page)
    check()
    page.locator("#prompt a.primary").click()
    expect(page.locator("h1")).to_have_text("手続き案内票")
    for summary in page.locator("summary").all():
        summary.click()
    check()


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("not reachable by keyboard")


def test_three_questions_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    tab_to(page, page.get_by_role("button", name="ご家族が亡くなられたとき"))
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_visible()
    tab_to(page, page.locator("#text"))
    page.keyboard.type("父が2026年11月19日に82歳で亡くなりました")
    page.keyboard.press("Enter")
    for number in range(1, 4):
        expect(said(page)).to_have_count(number)
        assert focused(page) == "prompt"
        if page.locator("#ticks").count():
            tab_to(page, page.locator("#ticks input").first)
            page.keyboard.press("Space")
            tab_to(page, page.locator("#prompt [name=ticked]"))
        else:
            tab_to(page, page.locator("#prompt button").first)
        page.keyboard.press("Enter")
    expect(said(page)).to_have_count(4)
    assert focused(page) == "prompt"
