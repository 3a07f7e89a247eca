"""A page as a subject: one ladder step that must reach somebody, and every attempt that was made."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ackline.domain.decision import Change
from ackline.domain.duty.people import PagerLine
from ackline.domain.events import PageRequested, StepReported
from ackline.domain.ids import EventId, SubjectId, UserId

FALLBACK = "fallback"
"""Who a page without a person is addressed to, where one must be named."""

IMAGINED = "shadow mode, nobody was called"
UNREACHED = "nobody could be woken"
DIRECT = "slack_dm"


class Outcome(StrEnum):
    """How one attempt stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One delivery to one person by one pager. `person` None: the fallback channel.

    It stands at `ts` of `channel`, or is a line of the message `gathering`.
    """

    person: UserId | None
    line: PagerLine
    occurrence: int
    at: datetime
    outcome: Outcome = Outcome.QUEUED
    wakes: bool = False
    closable: bool = False
    channel: str = ""
    ts: str = ""
    gathering: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The state of a page. `occurrence` counts waves, repeats included; `holds` how often a pause held it.

    `seen` are those who have seen it and are not called again, `declined` those who said that they can't.
    """

    id: SubjectId
    request: PageRequested
    occurrence: int = 1
    wave_at: datetime
    attempts: tuple[Attempt, ...] = ()
    seen: tuple[UserId, ...] = ()
    declined: tuple[UserId, ...] = ()
    stopped: str = ""
    stopped_by: UserId | None = None
    held: bool = False
    holds: int = 0

    @property
    def live(self) -> bool:
        """Whether anybody may still be paged."""
        return not self.stopped


PageChange = Change[Page]


def reported(
    page: Page, id: EventId, at: datetime, outcome: str, person: UserId | None = None, *, wakes: bool = False
) -> StepReported:
    """What a page tells its ticket of how its step went."""
    return StepReported(
        id=id,
        at=at,
        subject=page.request.ticket,
        step=page.request.step,
        role=page.request.role,
        person=person,
        outcome=outcome,
        wakes=wakes,
    )
