"""Rasa as the app uses it, without the app: same launcher, same model, and an action server that answers a constant."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bot import model
from bot.conversation.rasa import RasaClient
from tests.live import free_port

_READY_WITHIN = 120.0
_EVENTS: list[dict[str, Any]] = [
    {"event": "slot", "timestamp": None, "name": "requested_slot", "value": "answer"},
    {"event": "slot", "timestamp": None, "name": "answer", "value": None},
]
"""What the real action sends too: the form stays open."""
_REPLY = json.dumps({"events": _EVENTS, "responses": [{"custom": {"messages": []}}]}).encode()


class _ConstantAction(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet per answer: head and body apart would wait for each other.
    wbufsize = -1
    disable_nagle_algorithm = True
    secret: str

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        known = secrets.compare_digest(self.headers.get("X-Michishirube-Secret", ""), self.secret)
        body = _REPLY if known else b""
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def bare_rasa(folder: Path) -> Iterator[RasaClient]:
    """A client of it, once it is ready. Its log goes to ``folder``."""
    secret, port = secrets.token_urlsafe(32), free_port()
    handler = type("Handler", (_ConstantAction,), {"secret": secret})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as actions:
        threading.Thread(target=actions.serve_forever, daemon=True).start()
        process = _start(port, f"http://127.0.0.1:{actions.server_port}/actions", secret, folder / "bare-rasa.log")
        client = RasaClient(f"http://127.0.0.1:{port}", timeout=10)
        try:
            _wait(client, process)
            yield client
        finally:
            client.close()
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
            actions.shutdown()


def _start(port: int, action_url: str, secret: str, log: Path) -> subprocess.Popen[bytes]:
    command = model.rasa_command(
        "run", "--model", str(model.MODEL), "--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml",
        "--interface", "127.0.0.1", "--port", str(port),
    )
    told = {"MICHISHIRUBE_ACTION_URL": action_url, "MICHISHIRUBE_ACTION_SECRET": secret}
    with log.open("wb") as output:
        environment = {**os.environ, **model.rasa_environment(**told)}
        return subprocess.Popen(command, cwd=model.ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)


def _wait(client: RasaClient, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _READY_WITHIN
    while not client.is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("bare Rasa did not become ready")
        time.sleep(0.1)
