"""Encryption at rest of what residents say about themselves (Fernet: AES-128-CBC with HMAC-SHA256).

The key lies in a file of its own, made at first start. It may hold several keys, one a line: the first one seals, all
of them open, so a new key is put on top and old cases stay readable.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_ENCODING = ("utf-8", "surrogatepass")  # half a character sent by a broken client is kept as it came


class KeyFileUnusable(RuntimeError):
    """The key file cannot be read or holds no keys; the message is for the person who runs the server."""


class Unreadable(RuntimeError):
    """Something sealed cannot be opened with the keys at hand."""


class SecretBox:
    """Seals and opens texts. The same text is sealed differently each time."""

    def __init__(self, keys: MultiFernet) -> None:
        self._keys = keys

    @classmethod
    def at(cls, path: Path) -> SecretBox:
        """The box with the keys of this file, which is made (mode 0600) if there is none. Raises KeyFileUnusable."""
        try:
            if not path.exists():
                _make_key_file(path)
            lines = path.read_text("ascii").split()
        except (OSError, UnicodeDecodeError) as error:
            raise KeyFileUnusable(
                f"暗号鍵のファイル「{path}」を読めません。場所と、読み書きの権限をご確認ください。（{error}）"
            ) from error
        return cls(_keys(lines, path))

    def seal(self, text: str) -> str:
        return self._keys.encrypt(text.encode(*_ENCODING)).decode("ascii")

    def open(self, sealed: str) -> str:
        """Raises Unreadable."""
        try:
            return self._keys.decrypt(sealed.encode(*_ENCODING)).decode(*_ENCODING)
        except InvalidToken as error:
            raise Unreadable(
                "保存された内容を開けません。保存したときの暗号鍵のファイルが使われているか、ご確認ください。"
            ) from error


def _keys(lines: list[str], path: Path) -> MultiFernet:
    try:
        return MultiFernet([Fernet(line) for line in lines])
    except ValueError as error:
        raise KeyFileUnusable(
            f"暗号鍵のファイル「{path}」の中身が正しくありません。控えから元に戻してください。"
            "新しく作り直すと、これまでに保存された内容は読めなくなります。"
        ) from error


def _make_key_file(path: Path) -> None:
    """Appears whole or not at all; when two processes start at once, one key wins for both."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes it 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
