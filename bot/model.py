"""The trained model: where it lies, whether it is still what data, configuration and components say, and how it is made anew."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
FOLDER = ROOT / "models"
MODEL = FOLDER / "michishirube.tar.gz"
TRAINING_DATA = ROOT / "nlu_data" / "nlu"
_STAMP = FOLDER / "michishirube.sha256"
_INPUTS = ("config.yml", "bot/domain/*.yml", "nlu_data/**/*.yml", "bot/nlu/*.py", "requirements/rasa.txt")
DATA_ARGUMENTS = ("--domain", "bot/domain", "--data", "nlu_data")


class TrainingFailed(Exception):
    """Rasa ended with an error; its output has been shown."""


def fingerprint() -> str:
    """Hash of all that the model is made from."""
    digest = hashlib.sha256()
    for pattern in _INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    return MODEL.exists() and _STAMP.exists() and _STAMP.read_text().strip() == fingerprint()


def rasa_command(*arguments: str) -> list[str]:
    """Rasa's command line in its own environment (see ``bot.nlu.launch``)."""
    return [str(PYTHON), "-m", "bot.nlu.launch", *arguments]


def rasa_environment(**extra: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "TQDM_DISABLE": "1", **extra}


def train() -> None:
    """Makes the model; Rasa shows the steps. Takes about a minute on two cores.

    Raises:
        TrainingFailed: Rasa ended with an error.
    """
    made = fingerprint()
    FOLDER.mkdir(exist_ok=True)
    command = rasa_command("train", *DATA_ARGUMENTS, "--out", str(FOLDER), "--fixed-model-name", "michishirube")
    result = subprocess.run(command, cwd=ROOT, env=rasa_environment(), stdout=sys.stderr, check=False)  # noqa: S603
    if result.returncode != 0 or not MODEL.exists():
        raise TrainingFailed(str(result.returncode))
    _STAMP.write_text(made)
