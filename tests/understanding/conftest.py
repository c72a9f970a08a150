from __future__ import annotations

import pytest

from bot.understanding.lexicon import Lexicon, build_lexicon
from procedure_kb.loader import BOTH, load


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return build_lexicon(load())


@pytest.fixture(scope="session")
def children() -> Lexicon:
    return build_lexicon(load(event="childcare"))


@pytest.fixture(scope="session")
def both() -> Lexicon:
    return build_lexicon(load(event=BOTH))
