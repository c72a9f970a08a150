"""Words that say the speaker is not sure."""

from __future__ import annotations

import re

_HEDGE = re.compile(
    "たぶん|多分|おそらく|恐らく|(?:確か|たしか)(?!に|め|認)|と思|とおも|思うん|かも|かな(?=$|[。、?ぁあー 思])|っけ|うろ覚え"
    "|はっきり(?:し|せ)|気がする|(?:じゃ|では|や)ない(?:です)?か|んちゃう|覚えて(?:な|へん|ま)|みたい|らしい|やろか|ちゃうかな"
)


def is_hedged(text: str) -> bool:
    """Whether ``text`` says that what it says may be wrong: 「たぶん」「〜と思う」「やったかな」."""
    return bool(_HEDGE.search(text))
