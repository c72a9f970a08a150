from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cases.secret_box import KeyFileUnusable, SecretBox, Unreadable


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "data" / "secret.key"


@pytest.fixture(scope="module")
def box(key_file: Path) -> SecretBox:
    return SecretBox.at(key_file)


@given(text=st.text(st.characters()))
@example(text="\ud83d")
def test_what_is_sealed_can_be_opened(box: SecretBox, text: str) -> None:
    assert box.open(box.seal(text)) == text


def test_sealed_text_shows_nothing_and_is_never_the_same(box: SecretBox) -> None:
    first, second = box.seal("髙田 𠮷子"), box.seal("髙田 𠮷子")
    assert first != second
    assert first.isascii()


def test_key_file_is_made_once_for_the_owner_only(box: SecretBox, key_file: Path) -> None:
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert SecretBox.at(key_file).open(box.seal("電話")) == "電話"
    assert [path.name for path in key_file.parent.iterdir()] == [key_file.name]


def test_starting_many_times_at_once_makes_one_key(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    with ThreadPoolExecutor(8) as pool:
        boxes = list(pool.map(SecretBox.at, [path] * 8))
    assert all(opener.open(sealer.seal("一つ")) == "一つ" for sealer in boxes for opener in boxes)


def test_new_key_on_top_keeps_the_old_readable(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    old = SecretBox.at(path).seal("以前の内容")
    path.write_bytes(Fernet.generate_key() + b"\n" + path.read_bytes())
    assert SecretBox.at(path).open(old) == "以前の内容"


@pytest.mark.parametrize("content", [b"", b"\n", b"not a key\n", b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_wrong_key_file_is_named_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret.key"
    path.write_bytes(content)
    with pytest.raises(KeyFileUnusable, match="中身が正しくありません") as error:
        SecretBox.at(path)
    assert str(path) in str(error.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", ["鍵".encode(), b"\xff\xfe"])
def test_key_file_that_is_no_text_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret.key"
    path.write_bytes(content)
    with pytest.raises(KeyFileUnusable, match="を読めません"):
        SecretBox.at(path)


def test_key_file_in_the_way_or_out_of_reach(tmp_path: Path) -> None:
    with pytest.raises(KeyFileUnusable, match="権限をご確認ください"):
        SecretBox.at(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(KeyFileUnusable, match="権限をご確認ください"):
        SecretBox.at(tmp_path / "file" / "secret.key")


@pytest.mark.parametrize("sealed", ["", "plain text", "日本語", "\ud83d"])
def test_what_was_not_sealed_here_is_refused(box: SecretBox, sealed: str) -> None:
    with pytest.raises(Unreadable, match="暗号鍵のファイル"):
        box.open(sealed)


def test_another_key_opens_nothing(box: SecretBox, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        SecretBox.at(tmp_path / "other.key").open(box.seal("電話"))
