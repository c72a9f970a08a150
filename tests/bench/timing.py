"""Milliseconds, measured and summed up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Timings:
    """At least one measurement, in milliseconds."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def p95(self) -> float:
        return quantiles(self.values, n=20, method="inclusive")[-1] if len(self.values) > 1 else self.values[0]

    @property
    def max(self) -> float:
        return max(self.values)


def clocked(call: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds that a call took, and what it returned."""
    start = time.perf_counter()
    result = call()
    return (time.perf_counter() - start) * 1000, result


def timings(calls: Iterable[Callable[[], object]]) -> Timings:
    return Timings(tuple(clocked(call)[0] for call in calls))
