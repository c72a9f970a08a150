"""All 1,741 municipalities of Japan in one process: made-up overrides for each, over the real national base.

Runs in a process of its own (``python -m tests.bench.municipalities``), whose memory is then its alone.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil  # type: ignore[import-untyped]
import yaml

from procedure_kb.loader import BOTH, DATA, EVENTS, Library, load

COUNT = 1741
_CHANGED = 15
"""Procedures of each event that each of them says something of its own about."""
_DESKS = 10
_MB = 1_000_000


@dataclass(frozen=True)
class Municipalities:
    count: int
    procedures: int
    files_seconds: float
    """Reading and compiling all of them, the base included."""
    base_mb: float
    """Of the process with the first municipality alone."""
    all_mb: float

    @property
    def each_kb(self) -> float:
        return (self.all_mb - self.base_mb) * 1000 / (self.count - 1)


def measure(count: int = COUNT) -> Municipalities:
    """In a fresh process."""
    command = [sys.executable, "-m", "tests.bench.municipalities", str(count)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return Municipalities(**json.loads(result.stdout))


def _load_all(count: int) -> Municipalities:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        shutil.copytree(DATA, root)
        _write(root / "municipalities", count)
        begun = time.perf_counter()
        library = Library(root)
        kept = [library.knowledge_base(BOTH, "m0")]
        base = _resident_mb()
        kept += [library.knowledge_base(BOTH, f"m{number}") for number in range(1, count)]
        return Municipalities(count, len(kept[0].procedures), time.perf_counter() - begun, base, _resident_mb())


def _resident_mb() -> float:
    return float(psutil.Process().memory_info().rss) / _MB


def _write(folder: Path, count: int) -> None:
    desks = [desk.id for desk in load().desks.values() if desk.place in ("ward_office", "city")][:_DESKS]
    changed = [(name, event) for event in EVENTS for name in _of_the_base(event)]
    for number in range(count):
        _write_one(folder / f"m{number}", number, changed, desks)


def _of_the_base(event: str) -> list[str]:
    """Procedures that every municipality has."""
    ours, theirs = (load(event=event, municipality=code).procedure.keys() for code in ("sakai", "moderu"))
    common = [name for name in ours if name in theirs]
    return common[:: len(common) // _CHANGED][:_CHANGED]


def _write_one(folder: Path, number: int, changed: list[tuple[str, str]], desks: list[str]) -> None:
    name = f"第{number}市"
    enquiry = {"name": f"{name}役所", "number": "000-000-0000", "grade": "K"}
    _dump(folder / "municipality.yml", {"code": f"m{number}", "name": name, "enquiry": enquiry, "licence": "CC BY 4.0"})
    _dump(folder / "desks.yml", {"desks": [{"id": desk, "name": f"{name} {place}番窓口", "grade": "A"} for place, desk in enumerate(desks, 1)]})
    for event in EVENTS:
        rows = [_override(procedure, name, number) for procedure, own in changed if own == event]
        _dump(folder / "procedures" / event / "own.yml", {"procedures": rows})


def _override(procedure: str, name: str, number: int) -> dict[str, Any]:
    fee = {"kind": "fee", "text": f"{100 + number % 400}円", "grade": "B", "sources": ["S5"]}
    return {"id": procedure, "money": [fee], "cautions": [{"text": f"{name}の窓口は午後5時までです", "grade": "B", "sources": ["S5"]}]}


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(_load_all(int(sys.argv[1])))))
