"""The tables of the app. One schema for SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

cases = Table(
    "cases",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("conversation", String(160), nullable=False, unique=True),
    Column("event", String(32), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    # What was asked last, encrypted: it repeats what people said.
    Column("dialogue", Text, nullable=False),
    # Who is working off this case's inbox, and until when the others wait for them.
    Column("worker", String(64)),
    Column("worker_until", DateTime(timezone=True)),
)

answers = Table(
    "answers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("token", ForeignKey("cases.token", ondelete="CASCADE"), nullable=False),
    Column("fact", String(64), nullable=False),
    # JSON, encrypted for personal facts; null takes the answer back.
    Column("value", Text),
    Column("said_by", String(16), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("message", Integer),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("answers_of_case", "token", "id"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("token", ForeignKey("cases.token", ondelete="CASCADE"), nullable=False),
    # What was said or pressed, encrypted: people put names into free text.
    Column("said", Text, nullable=False),
    # The reply, encrypted JSON; null while it waits for an answer.
    Column("reply", Text),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("messages_of_case", "token", "id"),
)

ticks = Table(
    "ticks",
    metadata,
    Column("token", ForeignKey("cases.token", ondelete="CASCADE"), primary_key=True),
    Column("procedure", String(64), primary_key=True),
    Column("done", Boolean, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

# What was not understood, if the city office wants to learn from it. Nothing leads from here to a case.
unclear = Table(
    "unclear",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    # Encrypted, and without names, places and numbers.
    Column("sentence", Text, nullable=False),
    Column("event", String(32), nullable=False),
    Column("question", String(64)),
    # "unclear", or "declined": the person said no to what was understood.
    Column("why", String(16), nullable=False),
    Column("day", Date, nullable=False, index=True),
    # A number that an editor has read stands for nothing else later.
    sqlite_autoincrement=True,
)
