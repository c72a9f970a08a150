"""Every source has been looked at lately. The newest check is the measure, not today's date: a test must not fail by waiting."""

from __future__ import annotations

from datetime import date, timedelta

from bot.model import ROOT
from procedure_kb.loader import load
from procedure_kb.model import HelpLineRecord
from procedure_kb.strict_yaml import read_yaml

_SOURCE_AT_MOST = timedelta(days=400)
_HELP_LINE_AT_MOST = timedelta(days=180)

SOURCES = load().sources
HELP_LINES = [HelpLineRecord.model_validate(row) for row in read_yaml(ROOT / "procedure_kb/data/help_lines.yml")["help_lines"]]
NEWEST: date = max(source.checked_on for source in SOURCES.values())


def test_sources_were_checked_lately() -> None:
    assert [source.id for source in SOURCES.values() if NEWEST - source.checked_on > _SOURCE_AT_MOST] == []


def test_help_lines_were_checked_within_half_a_year() -> None:
    assert [line.name for line in HELP_LINES if NEWEST - line.checked_on > _HELP_LINE_AT_MOST] == []


def test_no_page_is_newer_than_its_check() -> None:
    changed = [source for source in SOURCES.values() if source.updated_on is not None]
    assert [source.id for source in changed if source.updated_on and source.updated_on > source.checked_on] == []

