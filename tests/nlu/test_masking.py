"""A sentence that is kept to learn from tells nobody who said it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.understanding.rankings import Rankings

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def rankings() -> Iterator[Rankings]:
    with Rankings() as opened:
        yield opened


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("山田太郎と申します", "〔名前〕と申します"),
        ("父の山田太郎が亡くなって、090-1234-5678です", "父の〔名前〕が亡くなって、〇です"),
        ("０９０１２３４５６７８です", "〇です"),
        ("堺区の三国ヶ丘に住んでる田中ですけど", "〔地名〕の〔地名〕に住んでる〔名前〕ですけど"),
        ("メールはtaro.yamada@example.jpまで", "メールは〔連絡先〕まで"),
        ("髙橋です", "〔名前〕です"),
        ("令和八年十月五日", "令和〇年〇月〇日"),
        ("国保ちゃうと思うで", "国保ちゃうと思うで"),
        ("協会けんぽやったかなあ", "協会けんぽやったかなあ"),
    ],
)
def test_names_places_and_numbers_are_taken_out_and_the_rest_stays(rankings: Rankings, said: str, masked: str) -> None:
    assert rankings.of(said).masked == masked
