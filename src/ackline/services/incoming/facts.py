"""What the ways in have in common: where a message belongs, who wrote it, and facts that come too early."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ackline.domain.account import NOBODY
from ackline.domain.authority import Actor
from ackline.domain.duty.people import Account
from ackline.domain.events import PressRefused
from ackline.domain.ids import EventId, account_subject
from ackline.services.ports import Waiting

PATIENCE = timedelta(seconds=30)
"""How long a fact may wait for a message that Slack has not delivered yet."""

MOST_NAMED = 100
"""Characters that are kept of what somebody named."""

ANOTHER_LOOK = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(seconds=60)


def another_look(attempts: int) -> timedelta:
    """How long a fact waits before it is tried again: 2 seconds, then twice as long each time, a minute at most.

    What comes late by a moment is found at once, and what never comes costs four looks within PATIENCE.
    """
    return min(ANOTHER_LOOK * (1 << min(attempts, 5)), LONGEST_PAUSE)


class Early(Exception):
    """The message that this is about is not known yet; it may still come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An inbox row on its way to a decision. `last`: patience is over, a missing parent is missing for good.

    `channel` is the id that the channel was bound under; `account` None: no account is bound to it.
    """

    row: Waiting
    channel: str
    account: Account | None
    actor: Actor
    last: bool


def refused(
    by: Arrival, at: datetime, words: str, *, named: str, account: Account | None, answered: bool = False
) -> PressRefused:
    """What somebody tried is not done. It is kept with the account; with nobody's when there is none."""
    return PressRefused(
        id=EventId(by.row.key),
        at=at,
        subject=account_subject(account.id) if account is not None else NOBODY,
        actor=by.actor,
        named=named[:MOST_NAMED],
        words=words,
        answered=answered,
    )
