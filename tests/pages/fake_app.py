"""An application with the real pages over fake services, for tests of the pages alone.

Runs by itself for a look in the browser: ``uvicorn tests.pages.fake_app:app``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI

from bot.cases.store import UnknownCase
from bot.messages import AnswerLine, Bubble, ChatView, Choice, Links, Progress, Prompt, Tick, Turn
from bot.pages import install
from bot.pages.services import PhoneLine, Site
from procedure_kb.slip import Checklist
from tests import slips

STARTED = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
DONT_KNOW = Choice("わからない", "v-unknown")
RELATIONS = ("父", "母", "夫", "妻", "子", "祖父母", "兄弟姉妹", "義理の父母", "おじ・おば", "パートナー・友人など")

PROMPTS = (
    Prompt(
        "relation_to_deceased",
        "single",
        "亡くなられた方は、あなたから見てどなたですか。",
        "手続きをできる方が、関係によって変わるためです。",
        None,
        (*(Choice(label, f"v-{n}") for n, label in enumerate(RELATIONS)), DONT_KNOW),
    ),
    Prompt(
        "death_date",
        "single",
        "亡くなられた日はいつですか。",
        "手続きの期限を数えるためです。",
        "死亡診断書に書かれています。",
        (DONT_KNOW,),
        input="date",
    ),
    Prompt("deceased_age", "single", "おいくつでしたか。", None, None, (DONT_KNOW,), input="number"),
    Prompt(
        "deceased_health_insurance",
        "single",
        "亡くなられた方は、どの健康保険に入っていましたか。",
        "保険によって、窓口と受け取れるお金が変わるためです。",
        "お財布や保険証入れの「資格確認書」に、保険の名前が書かれています。",
        (
            Choice("国民健康保険", "v-nhi"),
            Choice("後期高齢者医療制度", "v-late"),
            Choice("会社の健康保険（本人）", "v-emp"),
            Choice("会社の健康保険（家族）", "v-dep"),
            DONT_KNOW,
        ),
    ),
    Prompt(
        "belongings",
        "group",
        "次のうち、亡くなられた方に当てはまるものはありますか。",
        "返すものや、名義を変えるものを確かめるためです。",
        None,
        (Choice("どれも当てはまらない", "t-none"), DONT_KNOW),
        ticks=(
            Tick("マイナンバーカードを持っていた", "t-mynumber"),
            Tick("印鑑登録をしていた", "t-seal"),
            Tick("有効期限内のパスポートを持っていた", "t-passport"),
            Tick("運転免許証を持っていた", "t-license"),
        ),
        submit="t-submit",
    ),
    Prompt(None, "finished", "質問は以上です。手続き案内票ができました。", None, None, ()),
)  # fmt: skip
LABELS = ("関係", "亡くなられた日", "年齢", "健康保険", "持ち物")
CHILD_PROMPTS = (
    Prompt("child_count", "single", "お子さんは何人ですか。", None, None, (DONT_KNOW,), input="number"),
    Prompt("birth_date", "single", "お子さんの生まれた日はいつですか。", None, None, (DONT_KNOW,), input="date"),
    PROMPTS[-1],
)
TALKS = {"bereavement": PROMPTS, "childcare": CHILD_PROMPTS}
WELCOME = (
    "このたびは、心よりお悔やみ申し上げます。必要な手続きを一緒に確認します。",
    "自動で案内します。質問は9問ほど、5分くらいです。途中でやめても大丈夫です。",
)
WELCOMES = {"bereavement": WELCOME, "childcare": WELCOME[1:]}


@dataclass
class _Case:
    event: str = "bereavement"
    step: int = 0
    bubbles: list[Bubble] = field(default_factory=list)
    answers: dict[int, str] = field(default_factory=dict)

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        return TALKS[self.event]

    @property
    def prompt(self) -> Prompt:
        return self.prompts[self.step]


class FakeConversations:
    """Walks through the prompts of the event; any answer is understood, 「つらい」 brings the help lines, 「データを消して」 deletes."""

    def __init__(self) -> None:
        self.cases: dict[str, _Case] = {}
        self.said: list[tuple[str | None, tuple[str, ...]]] = []
        self.failure: Exception | None = None

    def start(self, event: str) -> str:
        token = f"token-{len(self.cases) + 1}"
        case = self.cases[token] = _Case(event)
        for text in (*WELCOMES[event], case.prompt.text):
            self._add(case, "guide", text)
        return token

    def view(self, token: str) -> ChatView:
        case = self._case(token)
        links = Links(f"/s/{token}", "/api", f"/s/{token}/slip.pdf", f"/s/{token}/calendar.ics")
        answers = tuple(AnswerLine(f"f{n}", LABELS[n], answer, f"change-{n}") for n, answer in case.answers.items())
        return ChatView(
            token=token,
            case="7K3M-92",
            event=case.event,
            bubbles=tuple(case.bubbles),
            prompt=case.prompt,
            progress=Progress(case.step, len(case.prompts)),
            remaining=len(case.prompts) - 1 - case.step,
            answers=answers,
            checklist=links if case.step >= 3 or case.prompt.kind == "finished" else None,
        )

    def say(self, token: str, *, text: str | None = None, choices: Sequence[str] = ()) -> Turn:
        if self.failure:
            raise self.failure
        case = self._case(token)
        self.said.append((text, tuple(choices)))
        shown = text or self._label(case, choices)
        if shown:
            self._add(case, "resident", shown)
        if shown == "データを消して":
            self.delete(token)
        if shown == "つらい":
            self._add(case, "guide", "お話しくださりありがとうございます。こちらで話を聞いてもらえます。", "help_lines")
        elif "do.back" in choices:
            case.step = max(case.step - 1, 0)
        elif choices and choices[0].startswith("change-"):
            case.step = int(choices[0].removeprefix("change-"))
        else:
            case.answers[case.step] = shown
            case.step = min(case.step + 1, len(case.prompts) - 1)
        self._add(case, "guide", case.prompt.text)
        return Turn("7K3M-92", (), case.prompt.question, (), Progress(0, 1), None)

    def delete(self, token: str) -> None:
        self._case(token)
        del self.cases[token]

    def _case(self, token: str) -> _Case:
        if token not in self.cases:
            raise UnknownCase
        return self.cases[token]

    @staticmethod
    def _label(case: _Case, choices: Sequence[str]) -> str:
        prompt = case.prompt
        labels = {one.value: one.label for one in prompt.choices} | {one.value: one.label for one in prompt.ticks}
        return "、".join(labels[value] for value in choices if value in labels)

    @staticmethod
    def _add(case: _Case, speaker: str, text: str, card: str | None = None) -> None:
        at = STARTED + timedelta(seconds=len(case.bubbles))
        case.bubbles.append(Bubble("guide" if speaker == "guide" else "resident", text, at, card))


@dataclass
class FakeChecklists:
    """The same checklist for everybody."""

    checklist: Checklist = field(default_factory=slips.checklist)
    done: set[str] = field(default_factory=set)

    def of(self, token: str) -> Checklist:
        if not token.startswith("token-"):
            raise UnknownCase
        return self.checklist

    def pdf(self, token: str) -> bytes:
        self.of(token)
        return b"%PDF-1.7"

    def ics(self, token: str) -> bytes:
        self.of(token)
        return b"BEGIN:VCALENDAR"

    def ticks(self, token: str) -> frozenset[str]:
        return frozenset(self.done)

    def tick(self, token: str, procedure_id: str, done: bool) -> None:
        (self.done.add if done else self.done.discard)(procedure_id)


SITE = Site(
    municipality="堺市",
    enquiry=PhoneLine("総合お問い合わせ", "072-000-0000", "毎日 9時から17時まで"),
    help_lines=(
        PhoneLine("こころの電話相談", "072-000-0010", "平日 9時から17時まで"),
        PhoneLine("いつでも話せるホットライン", "0120-000-000", "24時間"),
    ),
    kept_days=90,
)


@dataclass
class FakeServices:
    conversations: FakeConversations = field(default_factory=FakeConversations)
    checklists: FakeChecklists = field(default_factory=FakeChecklists)
    site: Site = SITE


def fake_app(services: FakeServices | None = None) -> FastAPI:
    application = FastAPI()
    application.state.services = services or FakeServices()
    install(application)
    return application


app = fake_app()
