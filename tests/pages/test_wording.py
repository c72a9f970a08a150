"""The pages' words: quiet, of one event each, and in the wording alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bot.pages
import bot.renderers
from bot.pages.html import WORDING
from procedure_kb.loader import DATA
from procedure_kb.slip import Checklist
from procedure_kb.strict_yaml import read_yaml
from tests import slips
from tests.pages.asking import Client, form, fragment
from tests.pages.fake_app import FakeServices
from tests.pages.reading import read_page

UNFIT = [
    "！", "？", "重ね重ね", "重ねて", "たびたび", "度々", "しばしば", "次々", "再三", "再び",
    "再度", "ますます", "くれぐれも", "繰り返し", "引き続き", "追って", "なお、", "また、", "死亡者", "至急",
]  # fmt: skip


@pytest.mark.parametrize("word", UNFIT)
def test_wording_is_quiet(word: str) -> None:
    folder = Path(bot.pages.__file__).parent
    for path in (folder / "wording" / "ja.yml", *(folder / "templates").glob("*.html")):
        assert word not in path.read_text(encoding="utf-8"), path.name


OF_A_DEATH = ["亡くな", "おくやみ", "お悔やみ", "ご遺族", "故人", "死亡", "相続", "葬"]
OF_CHILDREN = ["妊娠", "出産", "子育て", "お子さん", "赤ちゃん", "おめでと"]
_OF_ONE_EVENT = {"events", "entries"}
"""Parts of the wording that belong to one event each."""


def _texts(wording: Any) -> Iterator[str]:
    if isinstance(wording, dict):
        for key, value in wording.items():
            if key not in _OF_ONE_EVENT:
                yield from _texts(value)
    elif isinstance(wording, list):
        for value in wording:
            yield from _texts(value)
    else:
        yield str(wording)


def test_wording_that_pages_of_both_events_share_is_about_neither() -> None:
    assert [text for text in _texts(WORDING) if any(word in text for word in (*OF_A_DEATH, *OF_CHILDREN))] == []


@pytest.mark.parametrize(("event", "title"), [(event, words["title"]) for event, words in WORDING["events"].items() if "+" not in event])
def test_chat_is_titled_by_the_event_it_began_with(client: Client, event: str, title: str) -> None:
    address = form(client, "/start", event=event).headers["location"]
    for page in (read_page(client.get(address).text), fragment(client, address, choice="v-unknown")):
        named = page.one("title").text if page.all("title") else page.attrs["data-title"]
        assert named == f"{title} | みちしるべ"


@pytest.mark.parametrize(
    ("event", "checklist", "unfit"),
    [("childcare", slips.childcare(), OF_A_DEATH), ("bereavement", slips.checklist(), [*OF_CHILDREN[:3], *OF_CHILDREN[4:]])],
)
def test_pages_of_one_event_say_nothing_of_the_other(
    client: Client, services: FakeServices, event: str, checklist: Checklist, unfit: list[str]
) -> None:
    services.checklists.checklist = checklist
    chat = form(client, "/start", event=event).headers["location"]
    token = chat.rpartition("/")[2]
    for address in (chat, f"{chat}/answers", f"/s/{token}", f"/delete/{token}", f"/person?c={token}", "/deleted"):
        text = read_page(client.get(address).text).one("html").text
        assert [word for word in unfit if word in text] == [], address


def test_help_lines_are_headed_by_the_event(client: Client) -> None:
    for event in ("bereavement", "childcare"):
        chat = form(client, "/start", event=event).headers["location"]
        assert read_page(client.get(chat).text).one(id="foot-help").text == WORDING["events"][event]["help_lines"]


def test_no_municipality_is_named_but_in_data() -> None:
    """Nor that it has wards: not every one does."""
    names = [read_yaml(path)["name"] for path in DATA.glob("municipalities/*/municipality.yml")]
    assert names
    for folder in (Path(bot.pages.__file__).parent, Path(bot.renderers.__file__).parent):
        for path in (folder / "wording" / "ja.yml", *(folder / "templates").iterdir()):
            assert [name for name in (*names, "区役所") if name in path.read_text(encoding="utf-8")] == [], path.name


def test_japanese_stands_in_the_wording_alone() -> None:
    folder = Path(bot.pages.__file__).parent
    for path in (*folder.glob("*.py"), *(folder / "static").iterdir()):
        assert not re.search("[ぁ-んァ-ヶ一-龠]", path.read_text(encoding="utf-8")), path.name
