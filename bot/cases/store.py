"""Cases in the database: append-only answers, the inbox of messages, ticks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, event, insert, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from bot.cases.codes import new_case_number, new_token
from bot.cases.secret_box import KeyFileUnusable, SecretBox, Unreadable
from bot.cases.tables import answers, cases, messages, metadata, ticks
from bot.cases.unclear import UnclearSentences

LEASE = timedelta(seconds=15)
"""How long a worker may hold a case; then another takes over (the worker died)."""


class UnknownCase(Exception):
    """There is no such case (any more)."""


@dataclass(frozen=True)
class Case:
    token: str
    number: str
    event: str
    channel: str
    created_at: datetime
    dialogue: dict[str, Any]
    """What the conversation has asked and offered last; see ``bot.cases.dialogue``."""


@dataclass(frozen=True)
class Answer:
    """One entry of the record. ``value`` None takes back what was said before."""

    fact: str
    value: Any
    said_by: str
    channel: str
    message: int | None
    """Number of the message in which it was said."""
    at: datetime


@dataclass(frozen=True)
class Said:
    """A message of a resident in the inbox, and the reply once there is one."""

    id: int
    text: str | None
    choices: tuple[str, ...]
    reply: list[dict[str, Any]] | None
    at: datetime
    shown: str | None
    """What stands in the transcript: the text, or the labels of what was pressed."""


def open_engine(url: str) -> Engine:
    """An engine for ``DATABASE_URL``. SQLite waits for locks and keeps its write-ahead log; foreign keys are enforced."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    metadata.create_all(engine)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


class CaseStore:
    """All access to cases. ``clock`` gives the time in UTC."""

    def __init__(
        self,
        engine: Engine,
        box: SecretBox,
        *,
        keep: timedelta,
        personal: Callable[[str], bool],
        clock: Callable[[], datetime],
        keep_unclear: bool = False,
    ) -> None:
        self._engine, self._box, self._keep = engine, box, keep
        self._personal, self.clock = personal, clock
        self.unclear = UnclearSentences(engine, box, keep=keep, clock=clock, wanted=keep_unclear)

    def check_key(self) -> None:
        """Raises KeyFileUnusable if what lies in the database was sealed with another key."""
        with self._engine.connect() as db:
            sealed = db.execute(select(cases.c.dialogue).order_by(cases.c.created_at.desc()).limit(1)).scalar()
        try:
            self._box.open(sealed or self._box.seal(""))
        except Unreadable as error:
            raise KeyFileUnusable(str(error)) from error

    # --- cases -----------------------------------------------------------------------------------------------------------

    def start(self, *, event: str, channel: str, conversation: str) -> Case:
        """The case of a conversation: a new one, or the one there is."""
        existing = self.find_conversation(conversation)
        if existing is not None:
            return existing
        now = self.clock()
        for _ in range(20):
            row = {
                "token": new_token(),
                "number": new_case_number(),
                "conversation": conversation,
                "event": event,
                "channel": channel,
                "created_at": now,
                "expires_at": now + self._keep,
                "dialogue": self._box.seal("{}"),
            }
            try:
                with self._engine.begin() as db:
                    db.execute(insert(cases).values(row))
                return self.get(str(row["token"]))
            except IntegrityError:
                # Two first messages at once, a number already given out, or a conversation whose case has expired.
                existing = self.find_conversation(conversation)
                if existing is not None:
                    return existing
                self.delete_expired()
        raise RuntimeError("no free case number")

    def find_conversation(self, conversation: str) -> Case | None:
        return self._one(cases.c.conversation == conversation)

    def get(self, token: str) -> Case:
        """Raises UnknownCase."""
        case = self._one(cases.c.token == token)
        if case is None:
            raise UnknownCase(token)
        return case

    def _one(self, condition: Any) -> Case | None:
        with self._engine.connect() as db:
            row = db.execute(select(cases).where(condition, cases.c.expires_at > self.clock())).first()
        return self._case(row) if row else None

    def _case(self, row: Row[Any]) -> Case:
        dialogue = json.loads(self._box.open(row.dialogue))
        return Case(row.token, row.number, row.event, row.channel, _utc(row.created_at), dialogue)

    def delete(self, token: str) -> None:
        """Removes a case and everything that belongs to it, from the write-ahead log too."""
        with self._engine.begin() as db:
            db.execute(delete(cases).where(cases.c.token == token))
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as db:
                db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def delete_expired(self) -> int:
        """Number of cases removed because their time is over; sentences that were kept to learn from go with them."""
        self.unclear.delete_expired()
        with self._engine.begin() as db:
            return db.execute(delete(cases).where(cases.c.expires_at <= self.clock())).rowcount

    # --- answers ---------------------------------------------------------------------------------------------------------

    def keep_turn(self, token: str, given: Sequence[Answer], dialogue: Mapping[str, Any], *, event: str) -> None:
        """Adds answers and remembers what was asked and which life event it is about, together or not at all.

        Answers extend the life of the case.
        """
        kept: dict[str, Any] = {"dialogue": self._box.seal(json.dumps(dialogue, ensure_ascii=False)), "event": event}
        if given:
            kept["expires_at"] = self.clock() + self._keep
        with self._engine.begin() as db:
            if db.execute(update(cases).where(cases.c.token == token).values(kept)).rowcount and given:
                db.execute(insert(answers), [self._row(token, answer) for answer in given])

    def _row(self, token: str, answer: Answer) -> dict[str, Any]:
        value = None if answer.value is None else self._sealed(answer.fact, answer.value)
        return {**asdict(answer), "token": token, "value": value}

    def _sealed(self, fact: str, value: Any) -> str:
        text = json.dumps(value, ensure_ascii=False)
        return self._box.seal(text) if self._personal(fact) else text

    def _opened(self, fact: str, text: str | None) -> Any:
        if text is None:
            return None
        return json.loads(self._box.open(text) if self._personal(fact) else text)

    def answers(self, token: str) -> list[Answer]:
        """The whole record, oldest first."""
        with self._engine.connect() as db:
            rows = db.execute(select(answers).where(answers.c.token == token).order_by(answers.c.id)).all()
        return [
            Answer(row.fact, self._opened(row.fact, row.value), row.said_by, row.channel, row.message, _utc(row.at))
            for row in rows
        ]

    # --- inbox -----------------------------------------------------------------------------------------------------------

    def receive(self, token: str, *, text: str | None, choices: Sequence[str], shown: str | None) -> int:
        """Keeps a message before anything is done with it. Returns its number; numbers grow in order of arrival."""
        said = json.dumps({"text": text, "choices": list(choices), "shown": shown}, ensure_ascii=False)
        with self._engine.begin() as db:
            result = db.execute(insert(messages).values(token=token, said=self._box.seal(said), at=self.clock()))
            return int(result.inserted_primary_key[0])  # type: ignore[index]

    def reply(self, message: int, reply: Sequence[Mapping[str, Any]]) -> None:
        text = self._box.seal(json.dumps(list(reply), ensure_ascii=False))
        with self._engine.begin() as db:
            db.execute(update(messages).where(messages.c.id == message).values(reply=text))

    def waiting(self, token: str) -> list[Said]:
        """Messages without a reply yet, in order."""
        return self._said(messages.c.token == token, messages.c.reply.is_(None))

    def message(self, message: int) -> Said | None:
        """One message; None when its case has been deleted meanwhile."""
        return next(iter(self._said(messages.c.id == message)), None)

    def transcript(self, token: str) -> list[Said]:
        return self._said(messages.c.token == token)

    def _said(self, *conditions: Any) -> list[Said]:
        with self._engine.connect() as db:
            rows = db.execute(select(messages).where(*conditions).order_by(messages.c.id)).all()
        return [self._said_of(row) for row in rows]

    def _said_of(self, row: Row[Any]) -> Said:
        said = json.loads(self._box.open(row.said))
        reply = json.loads(self._box.open(row.reply)) if row.reply is not None else None
        return Said(row.id, said["text"], tuple(said["choices"]), reply, _utc(row.at), said["shown"])

    @contextmanager
    def claim(self, token: str, worker: str) -> Iterator[bool]:
        """Whether this worker may work off the case's inbox now: one at a time, across processes, freed when it dies."""
        claimed = self._claim(token, worker)
        try:
            yield claimed
        finally:
            if claimed:
                self._release(token, worker)

    def _claim(self, token: str, worker: str) -> bool:
        now = self.clock()
        free = or_(cases.c.worker.is_(None), cases.c.worker_until < now)
        with self._engine.begin() as db:
            result = db.execute(
                update(cases).where(cases.c.token == token, free).values(worker=worker, worker_until=now + LEASE)
            )
            return result.rowcount == 1

    def _release(self, token: str, worker: str) -> None:
        mine = (cases.c.token == token) & (cases.c.worker == worker)
        with self._engine.begin() as db:
            db.execute(update(cases).where(mine).values(worker=None, worker_until=None))

    # --- ticks -----------------------------------------------------------------------------------------------------------

    def tick(self, token: str, procedure: str, done: bool) -> None:
        with self._engine.begin() as db:
            _replace_tick(db, {"token": token, "procedure": procedure, "done": done, "at": self.clock()})

    def ticked(self, token: str) -> frozenset[str]:
        """Ids of the procedures marked as done."""
        with self._engine.connect() as db:
            rows = db.execute(select(ticks.c.procedure).where(ticks.c.token == token, ticks.c.done)).all()
        return frozenset(row.procedure for row in rows)


def _replace_tick(db: Connection, row: dict[str, Any]) -> None:
    same = (ticks.c.token == row["token"]) & (ticks.c.procedure == row["procedure"])
    if db.execute(update(ticks).where(same).values(row)).rowcount == 0:
        db.execute(insert(ticks).values(row))


def _utc(moment: datetime) -> datetime:
    """SQLite forgets the zone; everything is stored in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
