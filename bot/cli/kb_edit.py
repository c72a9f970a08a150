"""The editor's commands of ``michishirube kb``: map, preview, catalogue, schema and spreadsheet. Thin: the work is in ``bot.editing``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import answers
from bot.cli.answers import DEFAULT_CITY, DEFAULT_EVENT, AsLine, City, Data, Event, Mistake, Today

_sheet = typer.Typer(help="表計算のファイルで手続きデータを直します。", no_args_is_help=True, rich_markup_mode=None)

_File = Annotated[Path, typer.Argument(help="表計算のファイル（.xlsx）")]


def add_to(app: typer.Typer) -> None:
    app.command()(graph)
    app.command()(preview)
    app.command()(export)
    app.add_typer(_sheet, name="sheet")


def graph(
    event: Event = DEFAULT_EVENT,
    municipality: City = DEFAULT_CITY,
    out: Annotated[Path | None, typer.Option("--out", help="書き出すSVGファイル。なければ標準出力")] = None,
    data: Data = None,
) -> None:
    """どの質問でどの手続きが決まるかの地図（SVG）。"""
    from bot.editing.graph import draw

    with answers.one_line_on_mistakes():
        drawn = draw(answers.knowledge_base(event, municipality, data))
        if out is None:
            typer.echo(drawn)
        else:
            answers.save(out, drawn)
            typer.echo(f"{out} に書きました。")


def preview(
    version: Annotated[str, typer.Argument(help="比べるもとの版: データのフォルダー、またはブランチや版の名前")],
    cases: Annotated[int, typer.Option("--cases", help="世帯の数")] = 300,
    seed: Annotated[int, typer.Option("--seed", help="乱数の種")] = 1,
    event: Event = DEFAULT_EVENT,
    municipality: City = DEFAULT_CITY,
    today: Today = None,
    show: Annotated[int, typer.Option("--show", help="くわしく書く世帯の数")] = 20,
    as_line: AsLine = False,
    data: Data = None,
) -> None:
    """手もとのデータの変更で、もとの版と比べてどの世帯の案内がどう変わるか。"""
    from bot.editing.preview import in_words, preview
    from bot.editing.versions import knowledge_base
    from bot.editing.versions import version as opened

    with answers.one_line_on_mistakes():
        if cases < 1 or show < 0:
            raise Mistake("--cases は1以上、--show は0以上の数で指定してください。")
        after, day = answers.knowledge_base(event, municipality, data), answers.day_or_today(today)
        with opened(version) as root:
            before = knowledge_base(root, version, event=event, municipality=municipality)
        found = preview(before, after, cases=cases, seed=seed, today=day)
        if as_line:
            answers.write(found.to_json(), as_line=True)
        else:
            for line in in_words(found, show=show):
                typer.echo(line)


def export(
    form: Annotated[str, typer.Option("--format", help="json（すべて）、csv（手続きの一覧）、schema（データファイルの形）")] = "json",
    event: Event = DEFAULT_EVENT,
    municipality: City = DEFAULT_CITY,
    out: Annotated[Path | None, typer.Option("--out", help="書き出すファイルかフォルダー。なければ標準出力")] = None,
    as_line: AsLine = False,
    data: Data = None,
) -> None:
    """知識データを、ほかで使える形で書き出します。"""
    with answers.one_line_on_mistakes():
        files = _files(form, event, municipality, as_line, data)
        if out is None:
            _print(files)
        elif form != "schema" and not out.is_dir() and out.suffix:
            _save({out: next(iter(files.values()))})
        else:
            _save({out / name: content for name, content in files.items()})


def _files(form: str, event: str, municipality: str, as_line: bool, data: Path | None) -> dict[str, Any]:
    """What is exported, by the names files get in a folder. Text, or for the schema JSON values."""
    from bot.editing import catalogue, schema
    from procedure_kb.loader import BOTH
    from procedure_kb.plain import everything

    if form == "schema":
        # Whatever the event, files of both are edited.
        found = schema.schemas(answers.knowledge_base(BOTH, municipality, data))
        return {name: answers.as_json(content, as_line) for name, content in found.items()}
    kb = answers.knowledge_base(event, municipality, data)
    if form == "json":
        return {f"{municipality}-{event}.json": answers.as_json(everything(kb), as_line)}
    if form == "csv":
        return {f"{municipality}-{event}.csv": catalogue.table(kb)}
    raise Mistake(f"「{form}」という形はありません。使えるのは json、csv、schema です。")


def _print(files: dict[str, Any]) -> None:
    if len(files) == 1:
        typer.echo(next(iter(files.values())), nl=not next(iter(files)).endswith(".csv"))
        return
    import json

    answers.write({name: json.loads(content) for name, content in files.items()}, as_line=False)


def _save(files: dict[Path, Any]) -> None:
    from bot.editing.schema import settings

    for path, content in files.items():
        answers.save(path, content)
        typer.echo(f"{path} に書きました。")
    if any(path.name.endswith(".schema.json") for path in files):
        folder = next(iter(files)).parent
        answers.save(folder / "vscode-settings.json", answers.as_json(settings(str(folder)), as_line=False))
        typer.echo(f"{folder / 'vscode-settings.json'} の内容を、エディターの設定（.vscode/settings.json）に入れてください。")


# --- the spreadsheet -----------------------------------------------------------------------------------------------------


@_sheet.command("out")
def sheet_out(file: _File, municipality: City = DEFAULT_CITY, today: Today = None, data: Data = None) -> None:
    """手続きデータを表計算のファイルに書き出します。"""
    from bot.editing.sheet_data import SheetData
    from bot.editing.sheet_out import write
    from procedure_kb.loader import DATA

    with answers.one_line_on_mistakes():
        answers.check_city(municipality, data or DATA)
        found = SheetData(data or DATA, municipality)
        try:
            write(found, file, today=answers.day_or_today(today))
        except OSError:
            raise Mistake(f"ファイル「{file}」に書けません。") from None
        typer.echo(f"{file} に書きました（{municipality}、版 {found.version}、手続き{len(found.grid['手続き'])}件）。")


@_sheet.command("in")
def sheet_in(
    file: _File,
    municipality: City = DEFAULT_CITY,
    data: Data = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="変わるところを見るだけで、書きません")] = False,
) -> None:
    """表計算のファイルで直したところを、市区町村のデータに書き込みます。誤りがあれば何も書かず、終了コード1。"""
    from bot.editing.sheet_data import SheetData
    from bot.editing.sheet_in import read
    from procedure_kb.loader import DATA

    with answers.one_line_on_mistakes():
        root = data or DATA
        answers.check_city(municipality, root)
        reading = read(file, SheetData(root, municipality))
        if reading.behind:
            typer.echo(f"この表を作ったあとに、データが変わっています（表の版 {reading.behind}）。")
        for change in reading.changes:
            typer.echo(str(change))
        for mistake in reading.mistakes:
            typer.echo(str(mistake), err=True)
        if reading.mistakes:
            typer.echo(f"誤りが{len(reading.mistakes)}件あるので、何も書きませんでした。", err=True)
            raise typer.Exit(1)
        if not reading.changes:
            typer.echo("変わるところはありません。")
        elif dry_run:
            typer.echo(f"{len(reading.changes)}か所が変わります（まだ書いていません）。")
        else:
            reading.write()
            for path in reading.files:
                typer.echo(f"{path.relative_to(root)} に書きました。")
