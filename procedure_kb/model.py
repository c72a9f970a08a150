"""The words of the knowledge base as frozen records. What a YAML file may contain is what these classes accept.

Nothing here decides anything: conditions are evaluated in ``condition``, procedures in ``assessment``, dates in ``deadline``.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

UNKNOWN = "unknown"
"""The answer 「わからない」: an answer like any other, never a default."""
NOT_BORN = "not_born_yet"
"""The value of a birth date that is still to come."""

FactId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=20)]
"""What stands on a button. 20 characters is the narrowest limit of the platforms (LINE quick reply)."""
Text = Annotated[str, StringConstraints(min_length=1)]


class Record(BaseModel):
    """Base of all records: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Grade(StrEnum):
    """How certain a statement is (facts/bereavement.md §0.1)."""

    A = "A"  # the city's own page or ordinance
    L = "L"  # text of the law, read
    M = "M"  # law, machine-checked by a third party
    N = "N"  # law, article number only
    B = "B"  # another public body's page
    C = "C"  # private sites only
    K = "K"  # general knowledge, no source found

    @property
    def is_shown_as_fact(self) -> bool:
        """C and K are never shown as fact: the slip says 「窓口でご確認ください」 instead."""
        return self not in (Grade.C, Grade.K)


class Source(Record):
    id: str
    title: Text
    address: str | None = None
    updated_on: date | None = None
    """The page's own date of change, where it has one."""
    checked_on: date


class Statement(Record):
    """A sentence shown to people, with how certain it is and where it comes from (ids of sources, or law articles as text)."""

    text: Text
    grade: Grade
    sources: tuple[str, ...] = ()


# --- facts and questions -------------------------------------------------------------------------------------------------


class Code(Record):
    """One value an enumerated fact can have."""

    code: FactId
    label: Label
    speech: str | None = None
    words: tuple[str, ...] = ()
    """What people say for this value, normalised loosely (kana, dialect). Used by understanding; see bot/understanding."""


class Derivation(Record):
    """How a fact follows from a date and today. Of ``sources`` the first one that tells it counts."""

    sources: tuple[FactId, ...] = Field(alias="from", min_length=1)
    measure: Literal["days", "months", "years", "school_age", "weeks_pregnant", "start_of_year"] = Field(alias="as")


class Fact(Record):
    """A typed value about the family, and how it is asked alone."""

    id: FactId
    type: Literal["enum", "set", "int", "date", "month", "datetime", "phone", "name"]
    """``set``: several codes at once (``vehicles``); its code ``none`` means none of the others."""
    label: Label
    """The fact as a noun, for the list of answers: 「健康保険」."""
    codes: tuple[Code, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    future: bool = False
    """Whether a date may lie after today."""
    personal: bool = False
    """Encrypted at rest."""
    topic: tuple[str, ...] = ()
    """Words that name what the fact is about (「犬」「ペット」): with them 「犬は飼ってない」 is read without the question."""
    ask: str | None = None
    """The question on screen, without address of a name. None: never asked by itself here."""
    speech: str | None = None
    easy: str | None = None
    why: str | None = None
    find_out: str | None = None
    """How to find out if one does not know: colour of the card, name of the envelope, who to ask."""
    stage: int = 50
    """Humane order: nothing of a later stage is asked while something of an earlier one can still change the checklist."""
    effort: float = 1.0
    decides: Literal["procedures", "office", "reservation"] = "procedures"
    """``office``: which ward office, whose codes are the municipality's wards. ``reservation``: asked only when an appointment is made."""
    per_child: bool = False
    """Each child has its own: of the second child it is called ``birth_date@2``."""
    siblings_share: bool = False
    """Brothers and sisters usually agree in it; the family is asked once whether they do."""
    derived: Derivation | None = None
    opens: str | None = None
    """The other life event that joins the case when the answer is yes. Asked when ``when`` holds."""
    when: Any = None
    sources: tuple[str, ...] = Field(min_length=1)
    """Who asks this elsewhere, or which law makes it matter. A fact without a source is refused."""


class Item(Record):
    """One line of a tick-list: ticked, the fact takes ``value``; not ticked, ``otherwise``."""

    fact: FactId
    value: str
    otherwise: str | None = None
    """None: for a ``set`` fact, whose remaining codes are ``none`` when nothing of it is ticked."""
    label: Label


class Choice(Record):
    """One button of a question over several facts."""

    label: Label
    sets: dict[FactId, str]
    speech: str | None = None


class Question(Record):
    """A way to learn several facts at once. Each fact can also be asked alone (``Fact.ask``)."""

    id: FactId
    kind: Literal["group", "combined", "form"]
    """``group``: tick-list of facts. ``combined``: each choice sets several facts. ``form``: several typed facts in one breath."""
    facts: tuple[FactId, ...]
    items: tuple[Item, ...] = ()
    choices: tuple[Choice, ...] = ()
    ask: Text
    ask_more: str | None = None
    """Asked when some of the facts are known: 「ほかに当てはまるものはありますか。」 ``{facts}`` names those that are left."""
    speech: str
    easy: str
    why: Text
    find_out: str | None = None
    stage: int = 50
    effort: float = 1.0


class Constraint(Record):
    """What holds in every household: ``when`` implies ``then``."""

    id: FactId
    when: Any
    then: Any
    because: Text
    sources: tuple[str, ...] = ()


class Prior(Record):
    """How frequent the values of a fact are among families, given what is known. Used for the order of questions and for simulation only."""

    fact: FactId
    weights: dict[str, float]
    """For int facts the keys are ranges ``"60-69"``; for dates ranges of days before today, ``ahead:0-280`` after it, and codes; for
    months ``ahead:1-12`` and codes."""
    given: Any = None
    """A condition over facts drawn before; the first prior of a fact whose condition holds counts."""
    basis: Literal["statistic", "assumption"]
    sources: tuple[str, ...] = ()


# --- procedures ----------------------------------------------------------------------------------------------------------


class Kind(StrEnum):
    DUTY = "duty"  # 届出・返還: must be done
    CLAIM = "claim"  # 請求: money or a benefit one may claim
    ADVICE = "advice"  # 相談・確認: worth doing, no duty
    AUTOMATIC = "automatic"  # 自動: nothing to do


class Way(StrEnum):
    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"
    PHONE = "phone"


class DeadlineRule(Record):
    """Which rule of ``deadline`` counts the days, from which fact; or words where the law names no number of days."""

    rule: str | None = None
    start: FactId | None = None
    text: Text
    """The rule in words: 「亡くなった日の翌日から14日以内」."""
    assumption: str | None = None
    """What is assumed of the start: 「亡くなった日に知ったものとして計算しています」."""
    when: Any = None
    """Of a deadline that takes another's place: the condition under which it does."""
    grade: Grade
    sources: tuple[str, ...] = ()


class Requirement(Record):
    """A thing to bring. ``item`` is an id of ``items.yml``; the bag merges equal items over procedures."""

    item: FactId
    form: Literal["original", "copy", "any"] = "any"
    count: int = 1
    when: Any = None
    note: str | None = None
    grade: Grade
    sources: tuple[str, ...] = ()


class BagItem(Record):
    """Something to bring, named once for all procedures."""

    id: FactId
    name: Text
    substitute: str | None = None
    where: str | None = None
    """Where one gets it."""


class Money(Record):
    kind: Literal["benefit", "fee", "refund"]
    text: Text
    amount: int | None = None
    """Yen, where it is one number."""
    valid_from: date | None = None
    valid_to: date | None = None
    grade: Grade
    sources: tuple[str, ...] = ()


class ConfirmRule(Record):
    """When the family cannot decide it by an answer alone: the procedure stays on the slip as 要確認, with the reason."""

    when: Any
    reason: Text


class Procedure(Record):
    id: FactId
    name: Text
    summary: Text
    """One plain sentence: what is done and what for."""
    kind: Kind
    when: Any
    """Condition (see ``condition``): needed when it holds."""
    confirm: ConfirmRule | None = None
    desk: FactId
    ways: tuple[Way, ...] = (Way.COUNTER,)
    deadline: DeadlineRule | None = None
    deadlines_instead: tuple[DeadlineRule, ...] = ()
    """What counts in place of ``deadline``, the first whose ``when`` holds."""
    bring: tuple[Requirement, ...] = ()
    who: Statement | None = None
    proxy: Statement | None = None
    money: tuple[Money, ...] = ()
    form: Statement | None = None
    online: Statement | None = None
    late: Statement | None = None
    cautions: tuple[Statement, ...] = ()
    estate: bool = False
    """Touches the estate: who thinks of renouncing the inheritance must wait and ask first (民法921条)."""
    letter: Statement | None = None
    """What comes by post later."""
    minutes: int = 10
    """Our estimate of the time at the desk; an assumption, used to add up the visit."""
    each_child: bool = False
    """Done once per child; otherwise once for the family."""
    covered_by: tuple[FactId, ...] = ()
    """Procedures of the other life event that are the same thing: where one of them is on the list, this one is not."""
    valid_from: date | None = None
    valid_to: date | None = None
    """Outside these days the procedure does not exist."""
    grade: Grade
    """Best grade of the statement that this procedure exists."""
    sources: tuple[str, ...] = Field(min_length=1)
    decision: str | None = None
    """How a doubt in the fact sheet was decided, for editors."""

    def exists_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Desk(Record):
    """A counter. Municipalities and their wards override what differs there."""

    id: FactId
    name: Text
    place: Literal["ward_office", "city", "elsewhere", "private", "nowhere"]
    order: int
    """Walking order within the place."""
    note: str | None = None
    phone: Statement | None = None
    address: Statement | None = None
    grade: Grade
    sources: tuple[str, ...] = ()


class Ward(Record):
    """A ward office, with the words people say for it."""

    code: FactId
    name: Label
    short_name: Label
    speech: str | None = None
    words: tuple[str, ...] = ()
    order: int
    address: Statement | None = None
    phone: Statement | None = None
    hours: Statement | None = None
    desks: tuple[dict[str, Any], ...] = ()
    """What differs from the municipality's desks here, each with the desk's ``id``."""


class Enquiry(Record):
    """A telephone with a person at the other end."""

    name: Text
    number: Text
    hours: str | None = None
    grade: Grade
    sources: tuple[str, ...] = ()


class Municipality(Record):
    code: FactId
    name: Text
    enquiry: Enquiry
    """The general enquiry number: the way to a person on every page. A person in need must have one, so a number without a sure
    source is given as well, and said to be so."""
    hours: Statement | None = None
    licence: Text
    """Under which the municipality's catalogue may be used by others (open data)."""


class TopicRecord(Record):
    """A subject a resident can ask about in the middle of the questions."""

    id: FactId
    words: tuple[str, ...]
    procedures: tuple[FactId, ...] = ()
    facts: tuple[FactId, ...] = ()
    definition: Statement | None = None

    @property
    def shown_definition(self) -> str | None:
        return self.definition.text if self.definition and self.definition.grade.is_shown_as_fact else None


class LineSource(Record):
    title: Text
    address: str | None = None


class HelpLineRecord(Record):
    """A help line for people in distress. Shown only with a source."""

    name: Text
    number: Text
    hours: Text
    source: LineSource
    checked_on: date
