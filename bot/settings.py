"""Every setting, from the environment or ``.env``; ``.env.example`` documents them and a test holds the two together."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

JAPAN = ZoneInfo("Asia/Tokyo")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="MICHISHIRUBE_", extra="ignore", populate_by_name=True)

    database_url: str = Field(default="sqlite:///var/michishirube.db", validation_alias="DATABASE_URL")
    key_file: Path = Path("var/secret.key")
    """Key that seals personal fields. Made at first start; without it sealed fields cannot be read."""
    keep_days: int = 90
    """Days after the last answer until a case is deleted."""
    keep_unclear: bool = False
    """Whether sentences that were not understood are kept, without names and numbers, for ``michishirube review``."""
    municipality: str = "sakai"
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """Address under which residents reach the server, for links on paper; empty: http://HOST:PORT."""
    today: date | None = None
    """Pretend that it is this day."""
    rasa_url: str = "http://127.0.0.1:5005"
    rasa_timeout: float = 8.0
    """Seconds to wait for an answer of Rasa."""
    action_port: int = 5055
    """Loopback port on which Rasa reaches the custom actions."""
    action_secret: str = ""
    """Shared with Rasa. ``michishirube serve`` makes one at every start."""

    @cached_property
    def address(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def keep(self) -> timedelta:
        return timedelta(days=self.keep_days)

    def current_day(self) -> date:
        return self.today or datetime.now(JAPAN).date()
