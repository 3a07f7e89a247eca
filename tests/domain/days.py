"""The installation through facts and days: what it does by the clock, and what people are told."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from builders import MONDAY, context, fired_event, plain, roster

from ackline.domain.decision import Context, Decision
from ackline.domain.duty.people import Roster
from ackline.domain.effects import Brief, CheckPerson, Effect, Inform, Whisper
from ackline.domain.events import Begun, Event
from ackline.domain.ids import EventId, UserId
from ackline.domain.installations.installation import INSTALLATION, Installation
from ackline.domain.installations.installing import installation_timetable
from ackline.domain.installations.layering import over
from ackline.domain.kinds import KINDS


@dataclass
class Days:
    """One installation that began on MONDAY, a Monday at noon UTC."""

    ctx: Context
    state: Installation
    now: datetime = MONDAY
    effects: list[Effect] = field(default_factory=list)

    def hear(self, event: Event, now: datetime | None = None) -> Decision[Installation]:
        self.now = max(self.now, now or event.at)
        decision = KINDS["installation"].decide(self.state, event, self.ctx, self.now)
        self.state = decision.subject
        self.effects += decision.effects
        coming = installation_timetable(self.state, self.ctx)
        assert decision.wake_at == (coming[0].due if coming else None)
        return decision

    def until(self, at: datetime, *, asleep: bool = False) -> "Days":
        """Let time pass, with every timer at its moment; or nobody watches until `at`, and all fire then."""
        fired: set[str] = set()
        for _ in range(1000):
            coming = installation_timetable(self.state, self.ctx)
            if not coming or coming[0].due > at:
                self.now = at
                return self
            event = fired_event(coming[0], at if asleep else coming[0].due, INSTALLATION)
            assert event.id not in fired, f"{event.id} fires again"
            fired.add(event.id)
            self.hear(event)
        raise AssertionError("the timetable never comes to rest")

    @property
    def roster(self) -> Roster:
        return over(self.ctx.roster, self.state)

    def fresh(self) -> "Days":
        self.effects.clear()
        return self

    def triage(self) -> list[str]:
        return [plain(e.words.lines) for e in self.effects if isinstance(e, Inform)]

    def whispers(self) -> list[tuple[UserId, str]]:
        return [(e.user, plain(e.words.lines)) for e in self.effects if isinstance(e, Whisper)]

    def briefs(self) -> list[tuple[str, UserId, str]]:
        return [(e.kind.value, e.person, f"{e.at:%a %H:%M}") for e in self.effects if isinstance(e, Brief)]

    def checks(self) -> list[UserId]:
        return [e.person for e in self.effects if isinstance(e, CheckPerson)]


def days(**changes: Any) -> Days:
    """An installation that has just begun; `changes` are the roster's."""
    ctx = replace(context(), roster=roster(**changes))
    begun = Days(ctx=ctx, state=Installation())
    begun.hear(Begun(id=EventId("begun"), at=MONDAY, subject=INSTALLATION))
    return begun
