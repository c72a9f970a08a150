"""The command ``michishirube``. Each command imports what it needs when it runs, so that all start quickly."""

from __future__ import annotations

import typer

from bot.cli import kb, review, run, understand

app = typer.Typer(
    name="michishirube",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(run.serve)
app.command()(run.train)
app.command()(understand.understand)
app.add_typer(kb.app, name="kb")
app.add_typer(review.app, name="review")


def main() -> None:
    app()
