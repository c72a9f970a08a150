"""Runs the whole benchmark: ``python -m tests.bench``, or ``make bench``. Takes about twenty minutes."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import model
from bot.settings import JAPAN
from procedure_kb.loader import EVENTS, load
from procedure_kb.simulation import simulate
from tests.bench import classifiers, layers, machine, memory, municipalities, report, turns
from tests.bench.bare_rasa import bare_rasa
from tests.bench.memory import Memory
from tests.bench.resident import residents
from tests.bench.turns import Turns
from tests.live import TODAY, Live, running

_PAGE = model.ROOT / "docs" / "benchmarks.md"
_STARTS = 3
_TURNS = 200
_HOUSEHOLDS = 1000
_SEED = 1
_DAY = date.fromisoformat(TODAY)


def main() -> None:
    if not model.is_current():
        raise SystemExit("The model is missing or out of date: run `make setup` first.")
    described = machine.describe()
    with TemporaryDirectory() as folder:
        starts, used, taken = _serving(Path(folder))
    _step("the parts of a turn")
    parts = layers.measure(seed=_SEED, today=_DAY)
    _step(f"questions of {_HOUSEHOLDS} households, for each event")
    simulations = [simulate(load(event=event), cases=_HOUSEHOLDS, seed=_SEED, today=_DAY) for event in EVENTS]
    _step(f"{municipalities.COUNT} municipalities in one process")
    everywhere = municipalities.measure()
    _step("classifiers side by side: ten minutes")
    answers, ways = classifiers.measure()
    figures = report.Figures(
        machine=described,
        day=datetime.now(JAPAN).date(),
        starts=starts,
        memory=used,
        turns=taken,
        layers=parts,
        simulations=simulations,
        municipalities=everywhere,
        model_bytes=model.MODEL.stat().st_size,
        answers=answers,
        ways=ways,
    )
    sys.stdout.write(report.as_text(figures) + "\n")
    _PAGE.parent.mkdir(exist_ok=True)
    _PAGE.write_text(report.as_page(figures), encoding="utf-8")


def _serving(folder: Path) -> tuple[list[float], list[Memory], Turns]:
    """Starts the server several times; in the last one conversations are held."""
    starts = []
    with ExitStack() as last:
        for number in range(_STARTS):
            last.close()
            _step(f"start {number + 1} of {_STARTS}")
            seconds, live = _start(last, folder / str(number))
            starts.append(seconds)
        _step(f"conversations, at least {_TURNS} turns, beside bare Rasa")
        families = residents(load(), seed=_SEED, today=_DAY)
        with bare_rasa(folder) as bare:
            taken = turns.measure(live, bare, families, at_least=_TURNS)
        # Only now: the two Rasas would share pages, and each would seem smaller.
        return starts, memory.of_server(live), taken


def _start(stack: ExitStack, folder: Path) -> tuple[float, Live]:
    """Seconds until the server, which ends with the stack, was ready."""
    folder.mkdir()
    begun = time.perf_counter()
    live = stack.enter_context(running(folder))
    return time.perf_counter() - begun, live


def _step(name: str) -> None:
    sys.stderr.write(f"== {name}\n")


if __name__ == "__main__":
    main()
