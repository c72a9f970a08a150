"""The checklist of a case, computed anew from its answers each time, in the forms in which it is handed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from bot.cases.store import Case, CaseStore
from bot.conversation.service import Knowledge, links, situation_of
from bot.renderers.data import as_json
from bot.renderers.ical import calendar
from bot.renderers.paper import Contact
from bot.renderers.pdf import slip_pdf
from procedure_kb.assessment import Situation
from procedure_kb.checklist import build_checklist
from procedure_kb.plain import assessment
from procedure_kb.slip import Checklist


class Checklists:
    """Every method raises UnknownCase. ``address`` is where residents reach the server; ``contacts`` are printed on the slip."""

    def __init__(
        self,
        store: CaseStore,
        knowledge: Knowledge,
        *,
        today: Callable[[], date],
        address: str,
        contacts: tuple[Contact, ...],
        help_lines: tuple[Contact, ...],
    ) -> None:
        self._store, self._knowledge, self._today = store, knowledge, today
        self._address, self._contacts, self._help_lines = address, contacts, help_lines

    def _situation(self, token: str) -> tuple[Case, Situation]:
        case = self._store.get(token)
        return case, situation_of(case, self._store, self._knowledge, self._today())

    def of(self, token: str) -> Checklist:
        _, situation = self._situation(token)
        return build_checklist(situation)

    def data(self, token: str) -> dict[str, Any]:
        """The assessment as ``kb assess`` prints it, the grouped checklist, and what is ticked."""
        case, situation = self._situation(token)
        checklist = build_checklist(situation)
        ticked = sorted(self._store.ticked(token))
        return {"case": case.number, **assessment(situation, checklist), "checklist": as_json(checklist), "ticked": ticked}

    def pdf(self, token: str) -> bytes:
        case, situation = self._situation(token)
        return slip_pdf(
            build_checklist(situation),
            case_number=case.number,
            url=self._address + links(token).url,
            printed_on=self._today(),
            contacts=self._contacts,
            help_lines=self._help_lines,
        )

    def ics(self, token: str) -> bytes:
        case, situation = self._situation(token)
        url = self._address + links(token).url
        checklist = build_checklist(situation)
        return calendar(checklist, case_number=case.number, url=url, stamp=datetime.now(UTC))

    def ticks(self, token: str) -> frozenset[str]:
        self._store.get(token)
        return self._store.ticked(token)

    def tick(self, token: str, procedure_id: str, done: bool) -> None:
        """Raises KeyError for a procedure that does not exist."""
        _, situation = self._situation(token)
        self._store.tick(token, situation.kb.procedure[procedure_id].id, done)
