"""What the figures were measured on, in general terms: never a name or a path."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass

import psutil  # type: ignore[import-untyped]

from bot import model


@dataclass(frozen=True)
class Machine:
    cores: int
    memory_gib: int
    system: str
    app_python: str
    rasa_python: str
    load: float
    """Processes that wanted to run in the minute before the benchmark began: above 0 the machine was not idle."""


def describe() -> Machine:
    answer = subprocess.run([str(model.PYTHON), "--version"], capture_output=True, text=True, check=True)
    return Machine(
        cores=psutil.cpu_count() or 1,
        memory_gib=round(psutil.virtual_memory().total / 2**30),
        system=f"{platform.system()} on {platform.machine()}",
        app_python=platform.python_version(),
        rasa_python=answer.stdout.split()[-1],
        load=os.getloadavg()[0],
    )
