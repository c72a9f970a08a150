"""The whole program as a user starts it, for tests: ``michishirube serve`` with a database of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from bot.cases import replay
from bot.cases.secret_box import SecretBox
from bot.cases.store import CaseStore, open_engine
from bot.model import ROOT

TODAY = "2026-11-25"
_READY_WITHIN = 180.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Live:
    """A running server."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    http: httpx.Client

    def wait_until_ready(self, within: float = _READY_WITHIN) -> None:
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                if self.http.get("/readyz", timeout=5).is_success:
                    return
            except httpx.HTTPError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.2)
        raise AssertionError(f"the server did not become ready:\n{self.log.read_text(encoding='utf-8')}")

    @cached_property
    def store(self) -> CaseStore:
        """The server's own records, seen from outside."""
        folder = self.log.parent
        return CaseStore(
            open_engine(f"sqlite:///{folder}/cases.db"),
            SecretBox.at(folder / "secret.key"),
            keep=timedelta(days=90),
            personal=("contact_phone", "applicant_name").__contains__,
            clock=lambda: datetime.now(UTC),
        )

    def pids(self, module: str) -> list[int]:
        """Processes of this server that run a module."""
        children = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False)
        rows = [line.split(None, 1) for line in children.stdout.splitlines()]
        return [int(pid) for pid, arguments in rows if module in arguments]


@contextmanager
def running(folder: Path) -> Iterator[Live]:
    """Starts the server and ends it as Ctrl-C does."""
    port, log = free_port(), folder / "serve.log"
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/cases.db",
        "MICHISHIRUBE_KEY_FILE": f"{folder}/secret.key",
    }
    command = [str(Path(sys.executable).parent / "michishirube"), "serve", "--port", str(port), "--today", TODAY]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=url, timeout=30) as http:
        try:
            live = Live(url, process, log, http)
            live.wait_until_ready()
            yield live
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


@dataclass
class Talk:
    """A conversation over the JSON interface."""

    live: Live
    conversation: str
    last: dict[str, Any] = field(default_factory=dict)

    def say(self, text: str) -> dict[str, Any]:
        return self._post({"text": text})

    def press(self, label: str) -> dict[str, Any]:
        """Presses the button with this label."""
        return self.press_value(next(choice["value"] for choice in self.choices if choice["label"] == label))

    def press_value(self, value: str | list[str]) -> dict[str, Any]:
        return self._post({"choice": value})

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        response = self.live.http.post("/api/chat", json={"conversation": self.conversation, **body})
        assert response.status_code == 200, response.text
        self.last = response.json()
        return self.last

    @property
    def choices(self) -> list[dict[str, str]]:
        """What is on offer now."""
        return [choice for message in self.last["messages"] for choice in message["choices"]]

    @property
    def reply(self) -> str:
        return "\n".join(message["text"] for message in self.last["messages"])

    @property
    def facts(self) -> dict[str, Any]:
        """What the record of the case says."""
        case = self.live.store.find_conversation(f"api:{self.conversation}")
        return replay.facts(self.live.store.answers(case.token)) if case else {}

    @property
    def asks(self) -> list[str]:
        asked: list[str] = self.last["asks"]
        return asked

    def checklist(self) -> dict[str, Any]:
        """The assessment behind the finished conversation."""
        data: dict[str, Any] = self.live.http.get(self.last["checklist"]["api"]).json()
        return data
