"""Which characters the printing font can draw, so that no text, whatever was typed, prints as an empty box.

Reads the font's character map itself (OpenType ``cmap``, format 12: groups of consecutive code points).
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

GETA = "〓"
"""What Japanese printers set for a character they do not have."""

_FULL_UNICODE = 12
_WITH_MARKS = re.compile("[^\\W\\d_][\u0300-\u036f\u3099\u309a]+")


@cache
def drawable(font: Path) -> frozenset[int]:
    """Code points the font has a glyph for."""
    data = font.read_bytes()
    start = _format_12(data, _table(data, b"cmap"))
    (groups,) = struct.unpack_from(">I", data, start + 12)
    ranges = (struct.unpack_from(">II", data, start + 16 + 12 * index) for index in range(groups))
    return frozenset(code for first, last in ranges for code in range(first, last + 1))


def printable(text: str, font: Path) -> str:
    """``text`` with characters the font lacks replaced by 〓; invisible controls are dropped, line breaks kept."""
    known = drawable(font)
    return "".join(_shown(character, known) for character in _WITH_MARKS.sub(_composed, text))


def _composed(match: re.Match[str]) -> str:
    # Only letters with marks after them: NFC of the whole text would change compatibility ideographs of names (U+FA19).
    return unicodedata.normalize("NFC", match.group())


def _shown(character: str, known: frozenset[int]) -> str:
    if character == "\n":
        return character
    if unicodedata.category(character) in ("Cc", "Cf", "Mn", "Me"):
        return " " if character == "\t" else ""
    return character if ord(character) in known else GETA


def _table(data: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", data, 4)
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * index) for index in range(count))
    offsets: dict[bytes, int] = {name: offset for name, _, offset, _ in entries}
    return offsets[tag]


def _format_12(data: bytes, cmap: int) -> int:
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    starts = (cmap + int(struct.unpack_from(">HHI", data, cmap + 4 + 8 * index)[2]) for index in range(count))
    return next(start for start in starts if struct.unpack_from(">H", data, start)[0] == _FULL_UNICODE)
