"""A channel that was bound in Slack, over what accounts.yml binds."""

from dataclasses import dataclass
from datetime import datetime

from ackline.domain.ids import AccountId, UserId

BIND = "see:bind"
"""What a button leads to: the form by which a channel is bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """`channel` belongs to `account` since `at`."""

    channel: str
    account: AccountId
    by: UserId
    at: datetime
