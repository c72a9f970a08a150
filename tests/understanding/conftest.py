from __future__ import annotations

import pytest

from bot.understanding.lexicon import Lexicon, build_lexicon
from procedure_kb.loader import load


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return build_lexicon(load())
