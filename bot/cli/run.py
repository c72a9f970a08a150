"""``michishirube serve`` and ``michishirube train``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from bot import model
from bot.settings import Settings


def serve(
    port: Annotated[int | None, typer.Option(help="待ち受けるポート")] = None,
    municipality: Annotated[str | None, typer.Option(help="市区町村（municipalities の下のフォルダー名）")] = None,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="この日として動かす（YYYY-MM-DD）")] = None,
) -> None:
    """チャットを動かします。Ctrl-C で終わります。"""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.app import open_store
    from bot.cases.secret_box import KeyFileUnusable
    from bot.live import LiveBrains
    from bot.supervisor import PortTaken, become, check_port
    from procedure_kb.loader import KnowledgeBaseError

    settings = _settings(port=port, municipality=municipality, today=today.date() if today else None)
    try:
        # What would make the server fail again and again is found here, once, and before the long steps.
        check_port(settings.host, settings.port)
        open_store(settings, LiveBrains(municipality=settings.municipality))
        if not model.is_current():
            typer.echo("学習済みモデルがないか、古くなっています。作り直します。", err=True)
            model.train()
        become(settings)
    except PortTaken as error:
        typer.echo(f"{error} は、ほかのプログラムが使っています。--port で別の番号を指定してください。", err=True)
    except (KnowledgeBaseError, KeyFileUnusable) as error:
        typer.echo(f"始められません。\n{error}", err=True)
    except (SQLAlchemyError, OSError) as error:
        typer.echo(f"始められません。データベースを開けません（{type(error).__name__}）。DATABASE_URL をご確認ください。", err=True)
    except model.TrainingFailed as error:
        _tell_training_failed(error)
    raise typer.Exit(2)


def _settings(**given: int | str | date | None) -> Settings:
    return Settings().model_copy(update={name: value for name, value in given.items() if value is not None})


def train(if_needed: Annotated[bool, typer.Option("--if-needed", help="データが変わったときだけ")] = False) -> None:
    """言葉の理解のモデルを作ります（2コアで約1分）。"""
    if if_needed and model.is_current():
        return
    typer.echo("== モデルを作ります（約1分）", err=True)
    try:
        model.train()
    except model.TrainingFailed as error:
        _tell_training_failed(error)
        raise typer.Exit(1) from error


def _tell_training_failed(error: model.TrainingFailed) -> None:
    typer.echo(f"モデルを作れませんでした（終了コード {error}）。上の記録をご確認ください。", err=True)
