"""The auditor: looks every few minutes whether anything that should have been done by now was not, and says so.

It asks the database, not the loops that should have done it. What it finds goes through the same corridor as every
other fact, so that several replicas tell of it once.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from ackline.domain.account import NOBODY, AccountBook
from ackline.domain.calling.page import Outcome, Page
from ackline.domain.effects import Deliver
from ackline.domain.events import Audited, Finding
from ackline.domain.ids import EventId, SubjectId
from ackline.domain.installations.auditing import keys, known
from ackline.domain.surfaces.words import age
from ackline.domain.tickets.ticket import Ticket
from ackline.services.desk import Desk
from ackline.services.ports import Clock, Store, Work

log = logging.getLogger(__name__)

TIMERS_LATE = timedelta(minutes=2)
PAGES_LATE = timedelta(minutes=2)
INBOX_LATE = timedelta(minutes=5)
"""How long each may take before it is a finding: longer than every retry that is meant to mend it by itself."""

FAILED_WITHIN = timedelta(days=1)
MOST_NAMED = 10
CHAINS_AT_ONCE = 5
"""Chains of the journal that one audit verifies: all in turn, a few at a time."""


class Auditor:
    """`findings` is what the last audit in this process found."""

    def __init__(self, store: Store, desk: Desk, clock: Clock) -> None:
        self._store = store
        self._desk = desk
        self._clock = clock
        self._verified = SubjectId("")
        self.findings: tuple[Finding, ...] = ()

    async def audit(self) -> None:
        """Look once; what is new, and what is over, is told to the fallback channel."""
        now = self._clock.now()
        async with self._store.read() as work:
            kept = await work.subjects.read(NOBODY)
            book = msgspec.json.decode(kept.state, type=AccountBook) if kept is not None else AccountBook(id=NOBODY)
            standing = known(book.noticed)
            found = tuple([finding async for finding in self._found(work, standing, now)])
        for finding in found:
            if finding not in self.findings:
                log.error("audit", extra={"finding": finding.kind, "about": finding.about, "why": finding.words})
        self.findings = found
        if keys(found) != standing:
            named = sha256("\n".join(sorted(keys(found))).encode()).hexdigest()[:12]
            audited = EventId(f"audit/{now.isoformat()}/{named}")
            await self._desk.handle(Audited(id=audited, at=now, subject=NOBODY, findings=found))

    async def _found(self, work: Work, standing: frozenset[str], now: datetime) -> AsyncIterator[Finding]:
        overdue = await work.counting.overdue(now - TIMERS_LATE, MOST_NAMED + 1)
        if overdue:
            yield Finding(kind="timers", about="", words=await self._named(work, overdue))
        census = await work.counting.census()
        for waiting in census.outbox:
            if waiting.kind == Deliver.__name__ and now - waiting.oldest > PAGES_LATE:
                words = f"{waiting.rows} of them, the oldest for {age((now - waiting.oldest).total_seconds())}"
                yield Finding(kind="pages", about="", words=words)
        if census.inbox is not None and now - census.inbox.oldest > INBOX_LATE:
            words = f"{census.inbox.rows} of them, the oldest for {age((now - census.inbox.oldest).total_seconds())}"
            yield Finding(kind="inbox", about="", words=words)
        for page in await work.counting.failed_pages(now - FAILED_WITHIN, MOST_NAMED):
            if await self._is_given_up(work, page):
                yield Finding(kind="unreached", about=page, words=await self._named(work, (page,)))
        async for finding in self._broken_chains(work, standing):
            yield finding

    async def _is_given_up(self, work: Work, page: SubjectId) -> bool:
        """Whether a page that should go on has nothing that was delivered and nothing that is being tried."""
        kept = await work.subjects.read(page)
        if kept is None:
            return False
        state = msgspec.json.decode(kept.state, type=Page)
        return state.live and all(attempt.outcome is Outcome.FAILED for attempt in state.attempts)

    async def _broken_chains(self, work: Work, standing: frozenset[str]) -> AsyncIterator[Finding]:
        """The next few chains, and again those that did not hold before."""
        sample = await work.counting.chains(self._verified, CHAINS_AT_ONCE)
        self._verified = sample[-1] if len(sample) == CHAINS_AT_ONCE else SubjectId("")
        broken = [SubjectId(key.split("/", 2)[2]) for key in standing if key.startswith("audit/journal/")]
        for subject in dict.fromkeys((*broken, *sample)):
            if (fault := await work.journal.verify(subject)) is not None:
                yield Finding(kind="journal", about=subject, words=f"{subject}: {fault}")

    async def _named(self, work: Work, subjects: Sequence[SubjectId]) -> str:
        """Subjects as staff know them, the first few of many."""
        names = [await self._name(work, subject) for subject in subjects[:MOST_NAMED]]
        return ", ".join(dict.fromkeys(names)) + (" and more" if len(subjects) > MOST_NAMED else "")

    async def _name(self, work: Work, subject: SubjectId) -> str:
        kept = await work.subjects.read(subject)
        if kept is None:
            return subject
        match kept.kind:
            case "ticket":
                return f"#{msgspec.json.decode(kept.state, type=Ticket).number}"
            case "page":
                request = msgspec.json.decode(kept.state, type=Page).request
                return f"#{request.number} ({request.role})"
            case _:
                return subject
