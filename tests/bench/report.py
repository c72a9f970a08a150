"""The figures as one table: for the terminal, and as ``docs/benchmarks.md``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from procedure_kb.simulation import Simulation
from tests.bench.classifiers import Way
from tests.bench.layers import Layers
from tests.bench.machine import Machine
from tests.bench.memory import Memory
from tests.bench.municipalities import Municipalities
from tests.bench.timing import Timings
from tests.bench.turns import Turns


@dataclass(frozen=True)
class Figures:
    machine: Machine
    day: date
    starts: Sequence[float]
    """Seconds."""
    memory: Sequence[Memory]
    turns: Turns
    layers: Layers
    simulations: Sequence[Simulation]
    municipalities: Municipalities
    model_bytes: int
    answers: int
    """Unseen answers that the ways below have read."""
    ways: Sequence[Way]


@dataclass(frozen=True)
class Row:
    name: str
    measured: str
    target: str
    meaning: str


def rows(figures: Figures) -> list[Row]:
    questions = [row for simulation in figures.simulations for row in _questions(simulation)]
    return [
        *_start(figures), *_memory(figures), *_turns(figures.turns), *_layers(figures.layers), *questions, *_everywhere(figures.municipalities)
    ]  # fmt: skip


def _start(figures: Figures) -> Iterator[Row]:
    starts = ", ".join(f"{seconds:.1f}" for seconds in figures.starts)
    yield Row(
        "cold start", f"{median(figures.starts):.1f} s ({starts})", "≤ 15 s",
        "From starting `michishirube serve` until `/readyz` says that conversations can be held: both processes up, model loaded. "
        "Median (and each start in order: the first may have to read its files from the disk), looked at every 0.2 s.",
    )


def _memory(figures: Figures) -> Iterator[Row]:
    total = sum(memory.rss_mb for memory in figures.memory)
    shares = [memory.pss_mb for memory in figures.memory if memory.pss_mb is not None]
    pss = f" (PSS {sum(shares):.0f} MB)" if len(shares) == len(figures.memory) else ""
    yield Row(
        "memory, all", f"{total:.0f} MB{pss}", "< 800 MB",
        "Resident memory of all processes after the conversations below: what a machine needs to have free. "
        "PSS counts pages that processes share only once.",
    )
    meanings = {
        "supervisor": "Keeps the other two running.",
        "app": "Web server, knowledge base, understanding, cases, PDF.",
        "rasa": "Tokenizer, word vectors, classifier and dialogue of Rasa, without TensorFlow.",
    }
    for memory in figures.memory:
        share = f" (PSS {memory.pss_mb:.0f} MB)" if memory.pss_mb is not None else ""
        yield Row(f"memory, {memory.process}", f"{memory.rss_mb:.0f} MB{share}", "", meanings[memory.process])


def _turns(turns: Turns) -> Iterator[Row]:
    app, bare = turns.app(), turns.bare()
    words, buttons = turns.app(words=True), turns.app(words=False)
    yield Row(
        "turn, median", _ms(app.median), "40 ms",
        f"What a resident waits for an answer, half the time: `POST /api/chat`, {len(app.values)} turns in {turns.conversations} "
        f"conversations ({len(words.values)} in words, {len(buttons.values)} with buttons; {turns.finished} reached the checklist).",
    )
    yield Row("turn, 95th percentile", _ms(app.p95), "100 ms", "One turn in twenty takes longer.")
    yield Row("turn, slowest", _ms(app.max), "", "The longest wait of all these turns.")
    yield Row(
        "turn in words / with a button", f"{words.median:.1f} / {buttons.median:.1f} ms", "",
        "Medians. Rasa reads a placeholder in place of a button; the difference is reading the words.",
    )
    yield Row(
        "first conversation, slowest turn", _ms(max(turn.app_ms for turn in turns.first)), "",
        "The first family after a start, not counted above: nothing is remembered yet.",
    )
    yield Row(
        "bare Rasa, median / 95th percentile", f"{bare.median:.1f} / {bare.p95:.1f} ms", "",
        "The same messages in turn with the above, to Rasa's own webhook with the same model and an action that answers a constant.",
    )
    yield Row(
        "turn ÷ bare Rasa", f"{app.median / bare.median:.2f}", "",
        "Ratio of the medians. What is above 1 is ours: keeping the message and the answers, deciding what to ask, the reply.",
    )


def _layers(layers: Layers) -> Iterator[Row]:
    yield _layer("next question", layers.agenda, "All verdicts and the choice of the next question (`Situation`, `Agenda.next`).")
    yield _layer("next question, never met", layers.agenda_first, "The same in a process that has not seen such a family yet.")
    yield _layer("reading an utterance", layers.interpret, "`interpret()` on the development sentences, the classifier's ranking given.")
    yield _layer("checklist", layers.checklist, "`build_checklist()` at the end of a conversation.")
    yield _layer("slip as PDF", layers.pdf, "Checklist and typesetting: what somebody waits for who prints it.")


def _layer(name: str, measured: Timings, meaning: str) -> Row:
    figure = f"{measured.median:.1f} ms (95th percentile {measured.p95:.1f})"
    return Row(name, figure, "", f"{meaning} In the process alone, {len(measured.values)} times.")


def _everywhere(found: Municipalities) -> Iterator[Row]:
    yield Row(
        "all municipalities, memory", f"{found.all_mb:.0f} MB ({found.each_kb:.0f} kB each)", "",
        f"{found.count} municipalities with made-up overrides over all {found.procedures} procedures of both events, kept in one process; "
        f"the first alone takes {found.base_mb:.0f} MB.",
    )
    yield Row("all municipalities, reading", f"{found.files_seconds:.0f} s", "", "Reading, checking and compiling them all, once.")


def _questions(found: Simulation) -> Iterator[Row]:
    asked, floor = found.questions, found.floor
    yield Row(
        f"{found.event}: questions asked, median", f"{asked.median:g}", "≤ 12",
        f"{found.cases} simulated households (seed {found.seed}), a tick-list counting as one question.",
    )
    yield Row(f"{found.event}: questions asked, mean / most", f"{asked.mean:.1f} / {asked.max}", "most ≤ 30", "The most that any of them was asked.")
    yield Row(
        f"{found.event}: information-theoretic floor", f"{floor.questions:.1f} to {floor.questions_upper:.1f}", "",
        f"Bits of the checklist over the bits of the most telling question ({floor.question_bits:.1f}). The checklists of this sample "
        f"hold {floor.checklist_bits:.1f} bits, which is too low while nearly all differ; the households hold {floor.household_bits:.1f}. "
        "On average, no choice and order of these questions does with fewer than the true floor, which lies between the two.",
    )
    yield Row(
        f"{found.event}: every question asked of everybody", f"{found.every_question}", "",
        f"One fact at a time, without asking whether it matters; {1 - asked.mean / found.every_question:.0%} of them are spared.",
    )
    yield Row(
        f"{found.event}: households with something to confirm", f"{found.to_confirm_share:.0%} (median {found.to_confirm.median:g} lines)", "",
        "Although they know every answer: what no answer decides.",
    )


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.1f} ms"


def _context(figures: Figures) -> str:
    machine = figures.machine
    return (
        f"Measured on {figures.day.isoformat()}: {machine.cores} cores, {machine.memory_gib} GiB of memory, {machine.system}, "
        f"Python {machine.app_python} (app) and {machine.rasa_python} (Rasa); load before the run {machine.load:.1f}."
    )


def as_text(figures: Figures) -> str:
    table = [("", "measured", "target"), *((row.name, row.measured, row.target) for row in rows(figures))]
    widths = [max(len(line[column]) for line in table) for column in range(2)]
    lines = (f"{name:<{widths[0]}}  {measured:<{widths[1]}}  {target}".rstrip() for name, measured, target in table)
    return "\n".join((_context(figures), "", *lines, "", *map(_way, figures.ways)))


def _way(way: Way) -> str:
    memory = "" if way.megabytes is None else f"{way.megabytes:.0f} MB"
    training = "" if way.training_seconds is None else f"{way.training_seconds:.0f} s"
    spent = "" if way.milliseconds is None else _ms(way.milliseconds)
    return f"| {way.name} | {way.right:.3f} | {way.wrong:.3f} | {way.asked_back:.3f} | {spent} | {memory} | {training} |"


def as_page(figures: Figures) -> str:
    table = "\n".join(f"| {row.name} | {row.measured} | {row.target} | {row.meaning} |" for row in rows(figures))
    ways = "\n".join(map(_way, figures.ways))
    versions = "、".join(simulation.kb_version for simulation in figures.simulations)
    model = f"{figures.model_bytes / 1_000_000:.1f} MB"
    return _PAGE.format(context=_context(figures), table=table, model=model, kb=versions, answers=figures.answers, ways=ways)


_PAGE = """# Benchmarks

Written by `make bench`, which measures and asserts nothing. Figures of a busy machine are higher; compare only runs of the same one.

{context}
Knowledge base {kb}; model file {model}.

| figure | measured | target | what it means |
| --- | --- | --- | --- |
{table}

Conversations are those of households drawn from the priors, who answer by turns with sentences of `tests/nlu/bereavement/dev` and with buttons, and
ask one thing of their own. Client, server, Rasa and the bare Rasa beside it share the cores; turns come one after the other, so these
are waiting times and not how many people can be served at once.

## Classifiers

Which value of the open question does an answer state? {answers} unseen answers of both events (`tests/nlu/*/held_out`), the same training
sentences for all. Rasa's own pipeline is `SpacyNLP` with the whole of ja_ginza, its word vectors, words and characters counted, and
`DIETClassifier` for 8 epochs, seven minutes ([tests/bench/stock](../tests/bench/stock/config.yml)). "Words alone" takes the
longest word of the knowledge base that is in the answer. "The guide" is how families meet it: words and classifier as two witnesses; right means
that nothing else was heard either.

*Right* is the value, asked back or not; *wrong* is wrong and not asked back, with a threshold for each classifier at which one in a hundred of the
`dev` answers that it takes for answers is so. Times are medians for one sentence, memory is that of the process alone.
The choice: [decision 0012](decisions/0012-two-steps.md).

| way | right | wrong | asked back or again | sentence | memory | training |
| --- | --- | --- | --- | --- | --- | --- |
{ways}
"""
