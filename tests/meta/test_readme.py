"""The README's commands exist, and its example of the interface is what the interface takes and gives."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest
import typer
from fastapi import FastAPI
from typer.core import TyperGroup
from typer.testing import CliRunner

from bot import api
from bot.cli import app
from bot.model import ROOT
from tests.meta import tree

README = (ROOT / "README.md").read_text(encoding="utf-8")
TYPED = "\n".join(tree.blocks(README))
INLINE = re.findall(r"`([^`\n]+)`", tree.prose(README))
_MAKE = re.compile(r"\bmake (\w+)")


def _documented_targets() -> set[str]:
    return set(_MAKE.findall("\n".join([TYPED, *INLINE])))


def _commands() -> list[list[str]]:
    """Every use of the command, in words, from the blocks and from the text."""
    lines = [line.rpartition("|")[2] for line in TYPED.splitlines()]
    used = [shlex.split(line) for line in [*lines, *INLINE] if re.match(r"\s*(\.venv/bin/)?michishirube ", line)]
    return [words[1:] for words in used if "…" not in words]


def _resolved(words: list[str]) -> tuple[Any, list[str]]:
    """The command that the words name, and what is left of them."""
    command: Any = typer.main.get_command(app)
    while isinstance(command, TyperGroup) and (words or not command.invoke_without_command):
        assert words, f"{command.name} needs a subcommand"
        assert words[0] in command.commands, f"michishirube … {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    return command, words


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert {"serve", "test", "check", "bench"} <= _documented_targets() <= targets


def test_every_target_is_documented() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert phony is not None
    assert set(phony[1].split()) == _documented_targets()


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_a_documented_command_exists_with_its_options(words: list[str]) -> None:
    command, rest = _resolved(words)
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= known


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_a_documented_command_explains_itself(words: list[str]) -> None:
    _, rest = _resolved(words)
    result = CliRunner().invoke(app, [*words[: len(words) - len(rest)], "--help"])
    assert result.exit_code == 0, result.output


def test_every_command_is_documented() -> None:
    documented = {tuple(words[: len(words) - len(_resolved(words)[1])]) for words in _commands()}
    assert set(_all_commands(typer.main.get_command(app))) == documented


def _all_commands(command: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(command, TyperGroup):
        return [path]
    alone = [path] if command.invoke_without_command else []
    return alone + [found for key, part in command.commands.items() for found in _all_commands(part, (*path, key))]


def test_curl_example_is_what_the_interface_takes() -> None:
    (command,) = [block for block in tree.blocks(README) if block.startswith("curl ")]
    words = shlex.split(command.replace("\\\n", " "))
    body = json.loads(words[words.index("-d") + 1])
    application = FastAPI()
    api.install(application)
    described = application.openapi()
    operation = described["paths"]["/api/chat"]["post"]
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert body.keys() <= described["components"]["schemas"][reference.rpartition("/")[2]]["properties"].keys()
    api.ChatMessage.model_validate(body)
    assert any(word.endswith("/api/chat") for word in words)


def test_reply_example_is_what_the_interface_gives() -> None:
    (example,) = [json.loads(block) for block in tree.blocks(README, "json")]
    reply = api.ChatReply.model_validate(example, extra="forbid")
    assert reply.model_dump() == example


def test_inline_choice_is_what_the_interface_takes() -> None:
    (choice,) = [text for text in INLINE if text.startswith("{")]
    api.ChatMessage.model_validate_json(choice)
