"""The pages in a browser over fake services: axe, focus, small windows, no script, paper. Needs chromium and axe."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from procedure_kb.slip import Checklist
from tests import slips
from tests.browser.chromium import CHROMIUM
from tests.pages.fake_app import PROMPTS, FakeServices, fake_app

pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python")

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
GROUP = next(step for step, prompt in enumerate(PROMPTS) if prompt.kind == "group")
PERSONAL_PAGES = ["/person?c=token-1", "/c/token-1", "/c/token-1/answers", "/s/token-1", "/delete/token-1"]
PAGES = ["/", "/deleted", "/c/gone", *PERSONAL_PAGES]
SLIPS = {"children": slips.childcare(), "both": slips.both(), "doubts": slips.doubtful(40)}
TARGETS = "main button, main a.button, main label.tick-row, header a.help, input[type=text]"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed"),
]


@pytest.fixture(scope="module")
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture(scope="module")
def server(services: FakeServices) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(fake_app(services), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def conversation(services: FakeServices) -> FakeServices:
    """A fresh conversation ``token-1``."""
    services.conversations.cases.clear()
    services.conversations.failure = None
    services.checklists.done.clear()
    services.checklists.checklist = slips.checklist()
    services.conversations.start("bereavement")
    return services


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, browser: Browser, server: str, conversation: FakeServices) -> Iterator[Page]:
    """A page in which nothing may be reported to the console."""
    context = browser.new_context(viewport=request.param, base_url=server)
    page = context.new_page()
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "404" not in message.text and "500" not in message.text:
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.tagName"))


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(page: Page, address: str) -> None:
    page.goto(address)
    for summary in page.locator("summary").all():
        summary.click()
    assert violations(page) == []


@pytest.fixture(params=SLIPS)
def other_slip(request: pytest.FixtureRequest, conversation: FakeServices) -> Checklist:
    """The checklist of ``token-1`` is of another family."""
    conversation.checklists.checklist = SLIPS[request.param]
    return conversation.checklists.checklist


def test_axe_finds_nothing_on_any_slip(page: Page, other_slip: Checklist) -> None:
    page.goto("/s/token-1")
    for summary in page.locator("summary").all():
        summary.click()
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(page)


def test_axe_finds_nothing_in_a_talk_about_children(page: Page, conversation: FakeServices) -> None:
    page.goto("/")
    page.get_by_role("button", name="妊娠・出産・子育てのとき").click()
    expect(page.locator("h1")).to_have_text("妊娠・出産・子育ての手続き")
    assert violations(page) == []


def test_both_entries_are_large_and_fit(page: Page) -> None:
    page.goto("/")
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        boxes = [button.bounding_box() for button in page.locator("main form button").all()]
        assert len(boxes) == 2
        assert all(box and box["height"] >= 56 for box in boxes)
        assert not scrolls_sideways(page)


def test_paper_names_the_children(page: Page, conversation: FakeServices) -> None:
    conversation.checklists.checklist = slips.childcare()
    page.goto("/s/token-1")
    page.emulate_media(media="print")
    assert page.locator(f"#p-{slips.CHECKUP.id}").get_by_text(slips.SECOND).is_visible()
    first, second = page.locator(f"#p-{slips.NURSERY.id} .children li").all()
    assert (first.bounding_box() or {})["x"] == (second.bounding_box() or {})["x"]  # one below the other


@pytest.mark.parametrize("step", range(len(PROMPTS)))
def test_axe_finds_nothing_at_any_question(page: Page, conversation: FakeServices, step: int) -> None:
    conversation.conversations.cases["token-1"].step = step
    conversation.conversations.say("token-1", text="つらい")
    page.goto("/c/token-1")
    page.locator("#say button").click()
    expect(page.locator("#mistake")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("width", [320, 390])
def test_small_window_needs_no_sideways_scrolling(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 256 if width == 320 else 844})
    page.goto(address)
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("step", range(len(PROMPTS)))
def test_targets_are_large(page: Page, conversation: FakeServices, step: int) -> None:
    conversation.conversations.cases["token-1"].step = step
    page.goto("/c/token-1")
    for target in page.locator(TARGETS).all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, target.inner_text()
    for answer in page.locator("#prompt .button, .tick-row").all():
        box = answer.bounding_box()
        assert box is not None
        assert box["height"] >= 56


def test_focus_and_log_after_an_answer(page: Page) -> None:
    page.goto("/c/token-1")
    log = page.locator("#log")
    before = log.element_handle()
    page.get_by_role("button", name="父", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_text(PROMPTS[1].text)
    assert focused(page) == "prompt"
    assert before is not None
    assert before.evaluate("log => log === document.getElementById('log')")
    assert log.locator(".resident .words").all_inner_texts() == ["父"]
    expect(page.locator("#status")).to_be_empty()


def test_mistakes_take_the_focus_and_keep_what_was_typed(page: Page, conversation: FakeServices) -> None:
    page.goto("/c/token-1")
    page.locator("#text").fill("　")
    page.locator("#text").press("Enter")
    expect(page.locator("#mistake")).to_be_visible()
    assert focused(page) == "text"
    assert page.title().startswith("エラー：")
    page.get_by_role("button", name="父", exact=True).click()
    expect(page.locator("#question")).to_have_text(PROMPTS[1].text)
    assert not page.title().startswith("エラー：")
    page.locator("[name=month]").fill("13")
    page.locator("[name=year]").fill("2026")
    page.locator("[name=year]").press("Enter")
    expect(page.locator("#mistake")).to_be_visible()
    assert (focused(page), page.locator("[name=month]").input_value()) == ("date", "13")


def test_ticks(page: Page, conversation: FakeServices) -> None:
    conversation.conversations.cases["token-1"].step = GROUP
    page.goto("/c/token-1")
    page.locator("[name=ticked]").click()
    expect(page.locator("#ticks #mistake")).to_be_visible()
    assert focused(page) == "ticks"
    page.get_by_text("印鑑登録をしていた").click()
    page.locator("[name=ticked]").click()
    expect(page.locator("#question")).to_have_text(PROMPTS[-1].text)
    assert conversation.conversations.said[-1] == (None, ("t-seal", "t-submit"))


def test_what_was_typed_survives_a_failure(page: Page, conversation: FakeServices) -> None:
    page.goto("/c/token-1")
    conversation.conversations.failure = RuntimeError("away")
    page.locator("#text").fill("父です")
    page.locator("#say button").click()
    expect(page.locator("#status")).to_contain_text("入力した内容は残っています")
    assert page.locator("#text").input_value() == "父です"
    conversation.conversations.failure = None
    page.locator("#say button").click()
    expect(page.locator("#question")).to_have_text(PROMPTS[1].text)


def test_a_deleted_conversation_says_so(page: Page, conversation: FakeServices) -> None:
    page.goto("/c/token-1")
    conversation.conversations.delete("token-1")
    page.get_by_role("button", name="父", exact=True).click()
    expect(page.locator("h1")).to_have_text("このページは開けませんでした")


def test_wish_to_be_forgotten_ends_on_a_page_that_says_so(page: Page) -> None:
    page.goto("/c/token-1")
    page.locator("#text").fill("データを消して")
    page.locator("#say button").click()
    expect(page.locator("h1")).to_have_text("データを消しました")


def test_focus_is_never_under_the_text_box(page: Page) -> None:
    page.goto("/c/token-1")
    for _ in range(25):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => { const now = document.activeElement, say = document.getElementById("say");
            if (!now || now === document.body || say.contains(now) || now.id === "log") return false;
            const a = now.getBoundingClientRect(), b = say.getBoundingClientRect();
            return a.top >= b.top && a.bottom <= b.bottom; }"""
        )
        assert not hidden


def test_focus_ring_is_visible(page: Page) -> None:
    page.goto("/")
    button = page.get_by_role("button", name="ご家族が亡くなられたとき")
    while not button.evaluate("element => element === document.activeElement"):
        page.keyboard.press("Tab")
    assert button.evaluate("element => getComputedStyle(element).outlineWidth") == "4px"


def test_tick_keeps_focus_and_counts(page: Page) -> None:
    page.goto("/s/token-1")
    page.locator("#tick-button-nhi_funeral_grant").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#tick-button-nhi_funeral_grant")).to_have_attribute("value", "no")
    assert focused(page) == "tick-button-nhi_funeral_grant"
    expect(page.locator("#counts")).to_contain_text("1件")


def test_without_script(browser: Browser, server: str, conversation: FakeServices) -> None:
    context = browser.new_context(viewport=PHONE, base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="ご家族が亡くなられたとき").click()
    page.get_by_role("button", name="父", exact=True).click()
    page.locator("[name=year]").fill("2026")
    page.locator("[name=month]").fill("11")
    page.get_by_role("button", name="この日付で答える").click()
    page.locator("[name=typed]").fill("82")
    page.get_by_role("button", name="この数で答える").click()
    page.locator("#text").fill("国保やったと思う")
    page.get_by_role("button", name="送る").click()
    page.get_by_role("button", name="どれも当てはまらない").click()
    page.get_by_role("link", name="手続き案内票を見る").click()
    page.locator("#tick-button-nhi_funeral_grant").click()
    assert page.locator("#tick-button-nhi_funeral_grant").get_attribute("value") == "no"
    assert page.locator("[data-print]").is_hidden()
    context.close()


def test_paper_has_the_slip_and_nothing_to_press(page: Page) -> None:
    page.goto("/s/token-1")
    page.emulate_media(media="print")
    for pressed in ("#p-nhi_funeral_grant .tick", ".tools", ".contents", ".site-head .help"):
        expect(page.locator(pressed).first).to_be_hidden()
    expect(page.locator("#p-nhi_funeral_grant .box.print-only")).to_be_visible()
    assert page.locator("#p-nhi_funeral_grant").get_by_text("国民健康保険葬祭費支給申請書").is_visible()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "16px"  # 12 pt


def test_wide_letters_and_lines_fit(browser: Browser, server: str, conversation: FakeServices) -> None:
    """Text spacing of WCAG 1.4.12, in forced colours."""
    context = browser.new_context(viewport=PHONE, base_url=server, forced_colors="active", bypass_csp=True)
    page = context.new_page()
    for address in ("/c/token-1", "/s/token-1"):
        page.goto(address)
        page.add_style_tag(content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important; }")
        assert not scrolls_sideways(page)
        cut = "e => getComputedStyle(e).overflow !== 'visible' && e.scrollWidth > e.clientWidth + 1"
        assert not page.locator(".button").evaluate_all(f"elements => elements.filter({cut}).length")
    context.close()
