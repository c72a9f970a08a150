"""The slip on paper: 手続き案内票 as a tagged PDF (PDF/UA-1), set by Typst from ``templates/slip.typ``.

What it says is decided in ``paper``; the template only sets it. Text reaches the template as JSON data, never as
source, so nothing in it can act as markup.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from pylopdf_fonts_cjk import sans_path

from bot.renderers.dates import full_date
from bot.renderers.glyphs import printable
from bot.renderers.paper import Contact, View, at_a_glance, opening_notes, sections
from bot.renderers.phrases import wording
from procedure_kb.slip import Checklist

_TEMPLATE = Path(__file__).parent / "templates" / "slip.typ"
_QUIET_ZONE = 4
_MODULE_MM = 0.68
_SMALLEST_CODE_MM = 25.0


def slip_pdf(
    checklist: Checklist,
    *,
    case_number: str,
    url: str,
    printed_on: date,
    contacts: Sequence[Contact] = (),
    help_lines: Sequence[Contact] = (),
) -> bytes:
    """The whole slip. ``url`` is printed as text and as 二次元コード; it must not carry personal data."""
    view = {
        "words": wording().paper.model_dump(),
        "event": wording().events[checklist.event].title,
        "printed": full_date(printed_on),
        "case_number": case_number,
        "url": url,
        "code": _code(url),
        "facts": at_a_glance(checklist),
        "notes": opening_notes(checklist),
        "sections": list(sections(checklist, printed_on, contacts, help_lines)),
    }
    return _typeset(view, printed_on)


def _typeset(view: View, printed_on: date) -> bytes:
    font = sans_path()
    pdf: bytes = typst.compile(
        _TEMPLATE,
        font_paths=[font.parent],
        ignore_system_fonts=True,
        sys_inputs={"slip": json.dumps(_drawable(view, font))},
        pdf_standards="ua-1",
        timestamp=int(datetime.combine(printed_on, time(), UTC).timestamp()),
    )
    return pdf


def _drawable(value: Any, font: Path) -> Any:
    """The same value with every text reduced to what the font can draw."""
    if isinstance(value, str):
        return printable(value, font)
    if isinstance(value, dict):
        return {key: _drawable(entry, font) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(entry, font) for entry in value]
    return value


def _code(url: str) -> View:
    """The 二次元コード: error correction M, four modules of quiet zone, never smaller than 25 mm."""
    code = segno.make_qr(url, error="m", boost_error=False)
    svg = BytesIO()
    code.save(svg, kind="svg", border=_QUIET_ZONE, light="white")
    modules = code.symbol_size(border=_QUIET_ZONE)[0]
    return {"svg": svg.getvalue().decode(), "mm": max(_SMALLEST_CODE_MM, modules * _MODULE_MM)}
