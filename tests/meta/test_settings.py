"""``.env.example`` and ``Settings`` say the same."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from bot.model import ROOT
from bot.settings import Settings

LINES = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
EXAMPLE = dict(found.groups() for line in LINES if (found := re.fullmatch(r"#?([A-Z][A-Z_]*)=(.*)", line)))


def _variable(name: str, field: FieldInfo) -> str:
    return str(field.validation_alias or f"{Settings.model_config['env_prefix']}{name}".upper())


FIELDS = {_variable(name, field): field for name, field in Settings.model_fields.items()}


def test_every_setting_is_documented_and_no_other() -> None:
    assert set(EXAMPLE) == set(FIELDS)


@pytest.mark.parametrize("variable", sorted(FIELDS))
def test_the_default_is_documented(variable: str) -> None:
    default = FIELDS[variable].default
    assert EXAMPLE[variable] == ("" if default is None else str(default))


@pytest.mark.parametrize("variable", sorted(EXAMPLE))
def test_a_setting_stands_under_its_explanation(variable: str) -> None:
    place = next(number for number, line in enumerate(LINES) if line.startswith(f"#{variable}="))
    above = [line for line in LINES[:place] if not line.startswith(("#MICHISHIRUBE_", "#DATABASE_"))]
    assert above[-1].startswith("# ")


def test_the_example_as_it_stands_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [*os.environ]:
        if variable in FIELDS:
            monkeypatch.delenv(variable)
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=None)


def test_a_changed_line_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MICHISHIRUBE_KEEP_DAYS", raising=False)
    changed = "\n".join("MICHISHIRUBE_KEEP_DAYS=7" if line.startswith("#MICHISHIRUBE_KEEP_DAYS=") else line for line in LINES)
    (tmp_path / ".env").write_text(changed, encoding="utf-8")
    assert Settings(_env_file=tmp_path / ".env").keep_days == 7
