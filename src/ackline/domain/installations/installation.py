"""The installation as a subject: what its people set in Slack over what was imported, and until when.

There is one. Its state lies over the imported roster: layering.py gives what is in force.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ackline.domain.duty.cover import Cover
from ackline.domain.duty.doubt import Doubt, Drill
from ackline.domain.duty.people import Account
from ackline.domain.ids import AccountId, SubjectId, UserId
from ackline.domain.setup.bound import Bound
from ackline.domain.setup.site import Site

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
    """The state of the installation. Times are UTC. `fired` counts what each routine has fired.

    `since` is when Ackline first came up: routines count from there. `covered` is the number of the last cover that
    was made; numbers are not given twice. `doubts` tell who may not be reached, `drills` who was asked to show it.
    `unread` are the calendars of rotas that can't be had, since when.

    `bindings` are channels bound here, by channel, and `opened` the accounts that were opened for them. `shadows` says
    of an account (`account:acme`) or a contract (`contract:stringer`) whether it is in shadow mode, whatever was
    imported. `sites` is what Slack last said of each bound channel. `reckoned` is the import that all this was last
    held against, and `laid_at` when any of it last changed.
    """

    id: SubjectId = INSTALLATION
    since: datetime | None = None
    pauses: tuple[PagingPause, ...] = ()
    covers: tuple[Cover, ...] = ()
    covered: int = 0
    doubts: tuple[Doubt, ...] = ()
    drills: Mapping[UserId, Drill] = field(default_factory=dict)
    unread: Mapping[str, datetime] = field(default_factory=dict)
    bindings: Mapping[str, Bound] = field(default_factory=dict)
    opened: Mapping[AccountId, Account] = field(default_factory=dict)
    shadows: Mapping[str, bool] = field(default_factory=dict)
    sites: Mapping[str, Site] = field(default_factory=dict)
    reckoned: str = ""
    laid_at: datetime | None = None
    fired: Mapping[str, int] = field(default_factory=dict)

    def paused_until(self, account: AccountId, at: datetime) -> datetime | None:
        """Until when pages of an account are held at `at`; None when they leave."""
        ends = [p.until for p in self.pauses if p.account in (None, account) and p.since <= at < p.until]
        return max(ends, default=None)


UNTOUCHED = Installation()
"""Nothing was set in Slack."""
