"""The installation as a subject: what its people set in Slack over what was imported, and until when.

There is one. Its state lies over the imported roster: `over` gives what is in force at an instant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ackline.domain.ids import AccountId, SubjectId, UserId

INSTALLATION = SubjectId("installation:main")


@dataclass(frozen=True, slots=True, kw_only=True)
class PagingPause:
    """Pages of one account, or of all (`account` None), are held until `until`."""

    account: AccountId | None
    since: datetime
    until: datetime
    why: str
    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The state of the installation. Times are UTC. `fired` counts what each routine has fired."""

    id: SubjectId = INSTALLATION
    pauses: tuple[PagingPause, ...] = ()
    fired: Mapping[str, int] = field(default_factory=dict)

    def paused_until(self, account: AccountId, at: datetime) -> datetime | None:
        """Until when pages of an account are held at `at`; None when they leave."""
        ends = [p.until for p in self.pauses if p.account in (None, account) and p.since <= at < p.until]
        return max(ends, default=None)


UNTOUCHED = Installation()
"""Nothing was set in Slack."""
