"""The grouped checklist as plain JSON values, for the HTTP API."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from procedure_kb.slip import Checklist


def as_json(checklist: Checklist) -> dict[str, Any]:
    """Field for field as in ``procedure_kb.slip``: records become objects, tuples lists, dates ISO 8601 text."""
    plain: dict[str, Any] = _plain(checklist)
    return plain


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
