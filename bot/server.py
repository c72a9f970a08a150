"""The app process: the public server and, beside it, the action server on loopback. Started by ``supervisor``."""

from __future__ import annotations

import asyncio
import logging

import uvicorn

from bot.app import create_actions_app, create_app
from bot.settings import Settings


class _Server(uvicorn.Server):
    """Two servers share the process; the supervisor's signal ends both."""

    def __init__(self, config: uvicorn.Config, others: list[_Server]) -> None:
        super().__init__(config)
        self._others = others
        others.append(self)

    def handle_exit(self, sig: int, frame: object) -> None:
        for server in self._others:
            server.should_exit = True


async def _serve(settings: Settings) -> None:
    app = create_app(settings)
    actions = create_actions_app(settings, app.state.services)
    servers: list[_Server] = []
    public = _Server(_config(app, settings.host, settings.port), servers)
    internal = _Server(_config(actions, "127.0.0.1", settings.action_port), servers)
    await asyncio.gather(public.serve(), internal.serve())


def _config(app: object, host: str, port: int) -> uvicorn.Config:
    # No access log: addresses carry tokens.
    return uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False)  # type: ignore[arg-type]


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    asyncio.run(_serve(Settings()))


if __name__ == "__main__":
    main()
