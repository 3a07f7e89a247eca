"""What the ways in have in common: where a message belongs, who wrote it, and facts that come too early."""

from dataclasses import dataclass
from datetime import timedelta

from ackline.domain.authority import Actor
from ackline.domain.duty.people import Account
from ackline.services.ports import Waiting

PATIENCE = timedelta(seconds=30)
"""How long a fact may wait for a message that Slack has not delivered yet."""

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
