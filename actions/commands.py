"""What a person can tell the guide to do: go back, begin again, stop, hand over, …"""

from __future__ import annotations

from collections.abc import Callable

from actions import asking
from actions.conduct import Conduct
from actions.replies import message
from bot.cases import replay

_MOST_CHANGES = 12
"""Answers offered for change at once: what a messenger shows as quick replies."""


def _back(talk: Conduct) -> None:
    if talk.dialogue.changing:
        talk.dialogue.focus, talk.dialogue.changing = [], False
        talk.say("back")
        talk.ask()
        return
    undone = replay.last_turn([*talk.record, *talk.given])
    if not undone:
        talk.say("nothing_to_undo")
        talk.ask()
        return
    # An answer that holds again is entered as part of the message it was given in: the next step back goes behind that one.
    talk.add([before or talk.answer_now(fact, None) for fact, before in undone.items()])
    talk.dialogue.focus = list(undone)
    talk.dialogue.status = "active"
    talk.say("back")
    talk.ask()


def _restart_ask(talk: Conduct) -> None:
    talk.ask_yes(talk.wording.say("restart_ask"), {"command": "restart"}, yes="restart", no="keep")


def _restart(talk: Conduct) -> None:
    talk.keep(dict.fromkeys(talk.known))
    talk.dialogue.status, talk.dialogue.listed = "active", None
    talk.dialogue.focus, talk.dialogue.changing = [], False
    talk.say("restarted")
    talk.ask()


def _delete_ask(talk: Conduct) -> None:
    talk.ask_yes(talk.wording.say("delete_ask"), {"command": "delete_my_data"}, yes="delete", no="keep")


def _delete_my_data(talk: Conduct) -> None:
    talk.store.delete(talk.case.token)
    talk.deleted = True
    talk.said = [message(talk.wording.say("deleted"))]


def _stop(talk: Conduct) -> None:
    talk.pause(talk.wording.say("stop"), [(talk.wording.labels["resume"], "do.resume")])


def _resume(talk: Conduct) -> None:
    talk.say("resume")
    talk.ask()


def _human(talk: Conduct) -> None:
    text = talk.wording.say("human", number=talk.case.number)
    talk.pause(text, [(talk.wording.labels["resume"], "do.resume")], card="person")


def _summary(talk: Conduct) -> None:
    if talk.known:
        talk.say("summary", facts=talk.wording.facts(talk.known))
    else:
        talk.say("summary_none")
    talk.ask()


def _print(talk: Conduct) -> None:
    talk.said.append(message(talk.result(talk.situation), card="checklist"))
    talk.ask()


def _skip(talk: Conduct) -> None:
    if talk.dialogue.asked:
        do_not_know(talk, talk.dialogue.asked)
    else:
        talk.ask()


def _repeat(talk: Conduct) -> None:
    talk.ask()


def _change_answer(talk: Conduct) -> None:
    if not talk.known:
        talk.say("change_none")
        talk.ask()
        return
    choices = [(talk.kb.facts[fact].label, f"change.{fact}") for fact in list(talk.known)[-_MOST_CHANGES:]]
    talk.pause(talk.wording.say("change_which"), choices)


def _reserve(talk: Conduct) -> None:
    talk.say("reservation")
    talk.ask()


def do_not_know(talk: Conduct, asked: list[str]) -> None:
    """Keeps 「わからない」 for what is asked, and says that it stays on the slip."""
    talk.say("unknown_taken")
    talk.answer(asking.unknown(talk.known, asked), echo=False)


COMMANDS: dict[str, Callable[[Conduct], None]] = {
    "start": _repeat,
    "back": _back,
    "restart": _restart_ask,
    "stop": _stop,
    "resume": _resume,
    "human": _human,
    "summary": _summary,
    "skip": _skip,
    "repeat": _repeat,
    "slower": _repeat,
    "change_answer": _change_answer,
    "print": _print,
    "reserve": _reserve,
    "cancel_reservation": _reserve,
    "change_reservation": _reserve,
    "delete_my_data": _delete_ask,
}
AGREED: dict[str, Callable[[Conduct], None]] = {"restart": _restart, "delete_my_data": _delete_my_data}
"""What is done once the person has said yes to it."""
