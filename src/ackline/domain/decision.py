"""What a decision is: a value that says how a subject changed, what is wished for, and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from ackline.domain.contract import Contract
from ackline.domain.duty.people import Account, Roster
from ackline.domain.effects import Effect
from ackline.domain.ids import ClauseId
from ackline.domain.installations.installation import UNTOUCHED, Installation
from ackline.domain.tickets.ticket import Ticket

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A moment at which a subject must be looked at. Its identity is everything but `due`."""

    rule: str
    step: str
    episode: int
    occurrence: int
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a decision may look at beside its subject: the contract it was promised under, and the people.

    `present` is the contract that the account has by now, where that is another one. `coming` is the timetable that
    the subject had before the fact, where whoever asks has it.
    """

    contract: Contract
    account: Account
    roster: Roster
    installation: Installation = UNTOUCHED
    present: Contract | None = None
    coming: tuple[Timer, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Generic[S]):
    """A subject after a fact, with what is wished for, the clauses that it rests on and the reasons."""

    subject: S
    effects: tuple[Effect, ...] = ()
    clauses: tuple[ClauseId, ...] = ()
    why: tuple[str, ...] = ()
    outcome: str = "decided"

    def plus(
        self,
        *effects: Effect,
        subject: S | None = None,
        clauses: Iterable[ClauseId] = (),
        why: Iterable[str] = (),
    ) -> "Change[S]":
        """The same change with more to it."""
        return Change(
            subject=self.subject if subject is None else subject,
            effects=self.effects + effects,
            clauses=self.clauses + tuple(clauses),
            why=self.why + tuple(why),
            outcome=self.outcome,
        )

    def onto(self, whole: Callable[[S], T]) -> "Change[T]":
        """The same change of what holds the subject as a part."""
        return Change(
            subject=whole(self.subject),
            effects=self.effects,
            clauses=self.clauses,
            why=self.why,
            outcome=self.outcome,
        )

    def then(self, step: Callable[[S], "Change[S]"]) -> "Change[S]":
        """This change and, on what it leaves, another."""
        after = step(self.subject)
        return self.plus(*after.effects, subject=after.subject, clauses=after.clauses, why=after.why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Generic[S]):
    """What the desk keeps: the subject, its wishes, the moments to come, and the explanation.

    `outcome` is "decided", "moot" (nothing changed, and why) or "refused" (not allowed, and why).
    """

    subject: S
    effects: tuple[Effect, ...]
    coming: tuple[Timer, ...]
    clauses: tuple[ClauseId, ...]
    why: tuple[str, ...]
    outcome: str

    @property
    def wake_at(self) -> datetime | None:
        """When to look again."""
        return self.coming[0].due if self.coming else None


TicketChange = Change[Ticket]


def moot(subject: S, why: str) -> Change[S]:
    """Nothing changed, and why."""
    return Change(subject=subject, why=(why,), outcome="moot")


def refused(subject: S, why: str) -> Change[S]:
    """Not allowed; nothing changed, and why."""
    return Change(subject=subject, why=(why,), outcome="refused")
