"""Another version of the data: a folder, or a branch or commit of this repository in a folder of its own."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.loader import DATA, KnowledgeBaseError, load
from procedure_kb.strict_yaml import DataError

_REPOSITORY = DATA.parents[1]
_INSIDE = DATA.relative_to(_REPOSITORY)
"""Where the data lies in the repository."""


class EditingProblem(Exception):
    """What the editor can mend. ``str()`` is a Japanese sentence."""


@contextmanager
def version(name: str) -> Iterator[Path]:
    """The folder of the data of a version; one of the repository lies there only as long as the block lasts.

    Raises:
        EditingProblem: neither a folder with data nor a branch or commit.
    """
    folder = Path(name)
    if folder.is_dir():
        yield _data_in(folder)
        return
    with TemporaryDirectory() as temporary:
        _extract(name, Path(temporary))
        yield Path(temporary) / _INSIDE


def knowledge_base(root: Path, name: str, *, event: str, municipality: str) -> KnowledgeBase:
    """
    Raises:
        EditingProblem: the data of this version cannot be used.
    """
    try:
        return load(root, event=event, municipality=municipality)
    except KnowledgeBaseError as error:
        first = str(error.problems[0]).removeprefix(f"{root}/") if error.problems else "-"
        raise EditingProblem(f"「{name}」のデータに誤りが{len(error.problems)}件あり、使えません（はじめの誤り: {first}）。") from error
    except DataError as error:
        raise EditingProblem(f"「{name}」のデータを読めません（{error}）。") from error


def _data_in(folder: Path) -> Path:
    found = next((root for root in (folder, folder / _INSIDE) if (root / "municipalities").is_dir()), None)
    if found is None:
        raise EditingProblem(f"フォルダー「{folder}」に知識データ（municipalities など）がありません。")
    return found


def _extract(name: str, folder: Path) -> None:
    git = shutil.which("git")
    if git is None or name.startswith("-"):
        raise EditingProblem(f"「{name}」というフォルダーはありません。")
    command = [git, "-C", str(_REPOSITORY), "archive", "--format=tar", name, "--", str(_INSIDE)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 — a list, no shell, and no option can be smuggled in
    if done.returncode != 0:
        raise EditingProblem(f"「{name}」というフォルダーも、その名前のブランチや版（データのあるもの）もありません。")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
