"""``michishirube serve``: keeps the two processes running. One that ends is started again; Ctrl-C ends both.

So does closing the terminal.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

import httpx

from bot import model
from bot.settings import Settings

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
"""Seconds before a process that keeps ending is started again."""
_GRACE = 8.0
"""Seconds a process has to end by itself."""
_READY_WITHIN = 120.0


class PortTaken(Exception):
    """Another program listens on the port."""


@dataclass(frozen=True)
class _Program:
    name: str
    command: list[str]
    environment: Mapping[str, str]


def become(settings: Settings) -> NoReturn:
    """Puts a process that only supervises in the place of this one, which has loaded the whole application to check it: 100 MB less."""
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "bot.supervisor"], {**os.environ, **_environment(settings)})  # noqa: S606


def _environment(settings: Settings) -> dict[str, str]:
    """The settings that the command line may have changed."""
    changed = {
        "MICHISHIRUBE_HOST": settings.host,
        "MICHISHIRUBE_PORT": str(settings.port),
        "MICHISHIRUBE_MUNICIPALITY": settings.municipality,
    }
    return changed if settings.today is None else {**changed, "MICHISHIRUBE_TODAY": settings.today.isoformat()}


def check_port(host: str, port: int) -> None:
    """Raises PortTaken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(f"{host}:{port}") from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Supervisor:
    def __init__(self, settings: Settings) -> None:
        rasa_port, action_port, secret = _free_port(), _free_port(), secrets.token_urlsafe(32)
        app = {
            **_environment(settings),
            "MICHISHIRUBE_RASA_URL": f"http://127.0.0.1:{rasa_port}",
            "MICHISHIRUBE_ACTION_PORT": str(action_port),
            "MICHISHIRUBE_ACTION_SECRET": secret,
        }
        rasa = {"MICHISHIRUBE_ACTION_URL": f"http://127.0.0.1:{action_port}/actions", "MICHISHIRUBE_ACTION_SECRET": secret}
        self._settings = settings
        self._stop = asyncio.Event()
        self._programs = (
            _Program("app", [sys.executable, "-m", "bot.server"], model.rasa_environment(**app)),
            _Program("rasa", _rasa_command(rasa_port), model.rasa_environment(**rasa)),
        )

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop.set)
        keepers = [asyncio.create_task(self._keep(program)) for program in self._programs]
        announcement = asyncio.create_task(self._announce())
        await self._stop.wait()
        announcement.cancel()
        await asyncio.gather(*keepers)
        return 0

    async def _keep(self, program: _Program) -> None:
        """Starts a program again whenever it ends, after a pause that grows while it keeps ending at once."""
        pause = _FIRST_PAUSE
        while not self._stop.is_set():
            process = await asyncio.create_subprocess_exec(
                *program.command, cwd=model.ROOT, env=dict(program.environment), start_new_session=True
            )
            started = asyncio.get_running_loop().time()
            ended = asyncio.create_task(process.wait())
            stop = asyncio.create_task(self._stop.wait())
            await asyncio.wait({ended, stop}, return_when=asyncio.FIRST_COMPLETED)
            stop.cancel()
            if self._stop.is_set():
                await _end(process)
                return
            lived = asyncio.get_running_loop().time() - started
            pause = _FIRST_PAUSE if lived > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            _tell(f"{program.name} が終了しました（{process.returncode}）。{pause:.0f}秒後に起動し直します。")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)

    async def _announce(self) -> None:
        """Says where the chat is as soon as it works."""
        address = f"http://{self._settings.host}:{self._settings.port}"
        async with httpx.AsyncClient() as client:
            for _ in range(int(_READY_WITHIN / 0.2)):
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(f"{address}/readyz", timeout=2)).is_success:
                        _tell(f"みちしるべが使えます: {address}/")
                        return
                await asyncio.sleep(0.2)
        _tell("まだ準備ができません。上の記録をご確認ください。")


def _rasa_command(port: int) -> list[str]:
    return model.rasa_command(
        "run", "--model", str(model.MODEL), "--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml",
        "--interface", "127.0.0.1", "--port", str(port),
    )


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _GRACE)
    except TimeoutError:
        process.kill()
        await process.wait()


def _tell(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    raise SystemExit(asyncio.run(_Supervisor(Settings()).run()))
