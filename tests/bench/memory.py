"""Resident memory of the processes of a running server."""

from __future__ import annotations

from dataclasses import dataclass

import psutil  # type: ignore[import-untyped]

from tests.live import Live

_MB = 1_000_000


@dataclass(frozen=True)
class Memory:
    process: str
    rss_mb: float
    pss_mb: float | None
    """Shared pages divided among those who share them; None where the system does not tell."""


def of_server(live: Live) -> list[Memory]:
    """The app, Rasa, and the supervisor that keeps them running; each with the processes it started itself."""
    supervisor = psutil.Process(live.process.pid)
    found = [_sum("supervisor", [supervisor])]
    for name, module in (("app", "bot.server"), ("rasa", "bot.nlu.launch")):
        tops = [psutil.Process(pid) for pid in live.pids(module)]
        found.append(_sum(name, [process for top in tops for process in (top, *top.children(recursive=True))]))
    return found


def _sum(name: str, processes: list[psutil.Process]) -> Memory:
    rss = sum(process.memory_info().rss for process in processes) / _MB
    shares = [getattr(process.memory_full_info(), "pss", None) for process in processes]
    known = [share for share in shares if share is not None]
    return Memory(name, rss, sum(known) / _MB if len(known) == len(shares) else None)
