"""The app process: the public server and, beside it, the action server on loopback. Started by ``supervisor``."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator

import uvicorn

from bot.app import create_actions_app, create_app
from bot.settings import Settings


class _Server(uvicorn.Server):
    def handle_exit(self, sig: int, frame: object) -> None:
        self.should_exit = True


class _Inner(uvicorn.Server):
    """Runs beside the public server and outlives it: Rasa needs the actions for the messages that are still worked off."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _serve(settings: Settings) -> None:
    app = create_app(settings)
    inner = _Inner(_config(create_actions_app(settings, app.state.services), "127.0.0.1", settings.action_port))
    actions = asyncio.create_task(inner.serve())
    await _Server(_config(app, settings.host, settings.port)).serve()
    inner.should_exit = True
    await actions


def _config(app: object, host: str, port: int) -> uvicorn.Config:
    # No access log: addresses carry tokens.
    return uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False)  # type: ignore[arg-type]


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    asyncio.run(_serve(Settings()))


if __name__ == "__main__":
    main()
