"""People, the accounts they serve, and who is on duty when."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ackline.domain.duty.cover import Cover, in_turn
from ackline.domain.duty.scheduled import Scheduled
from ackline.domain.ids import ADMIN, SUPPORT, AccountId, RoleId, TierId, UserId
from ackline.domain.setup.checklist import EMPTY, Checklist
from ackline.domain.time.hours import Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

QUIET = frozenset({"slack_dm", "email"})
"""The pagers that wake nobody: what they send waits until it is read."""

_PAGER_NAMES = {"slack_dm": "direct message", "email": "e-mail"}


def pager_name(pager: str) -> str:
    """A pager as people call it."""
    return _PAGER_NAMES.get(pager, pager)


MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)
"""A plain e-mail address: no display name, no quotes, no comments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerLine:
    """One way to reach a person: the pager's name and its address there (a URL for a webhook).

    `secret` names the environment variable that holds the key which signs or routes what is sent.
    """

    pager: str
    address: str = ""
    secret: str = ""

    @property
    def wakes(self) -> bool:
        """Whether it rings until somebody wakes up."""
        return self.pager not in QUIET


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the vendor, keyed by Slack user id. `support` may acknowledge and resolve any ticket.

    `admin` may set what holds for the whole installation. `timezone` "": that of their rota (`Roster.zone_of`). In
    their `quiet_hours` only a page that cites a clause reaches them.
    """

    user: UserId
    name: str
    support: bool = False
    admin: bool = False
    guest: bool = False
    lines: tuple[PagerLine, ...] = (PagerLine(pager="slack_dm"),)
    timezone: str = ""
    day_starts: time = time(9)
    quiet_hours: Hours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """The same people always, the first one first."""

    people: tuple[UserId, ...]

    @property
    def members(self) -> tuple[UserId, ...]:
        """Everybody whose turn may come."""
        return self.people

    def on_duty(self, at: datetime) -> tuple[UserId, ...]:  # noqa: ARG002 - one signature for every rota
        """Who is on duty at `at`: first the one to reach, then the stand-ins."""
        return self.people

    def gaps(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """The stretches of [start, end) with nobody on duty."""
        return () if self.people else ((start, end),)

    def moments(self, start: datetime, end: datetime) -> Iterator[datetime]:  # noqa: ARG002
        """The instants between `start` and `end` at which somebody else may be on duty: none."""
        return iter(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """One person a week in turn; the hand-over is at `at` on `weekday` (0 = Monday) in `timezone`."""

    people: tuple[UserId, ...]
    timezone: str
    weekday: int = 0
    at: time = time(9)
    since: datetime = datetime(2024, 1, 1, tzinfo=UTC)

    @property
    def members(self) -> tuple[UserId, ...]:
        """Everybody whose turn may come."""
        return self.people

    def on_duty(self, at: datetime) -> tuple[UserId, ...]:
        """Who is on duty at `at`: first this week's person, then those whose turn comes next."""
        if not self.people:
            return ()
        zone = ZoneInfo(self.timezone)
        turn = (self._handover(at, zone).date() - self._handover(self.since, zone).date()).days // 7
        first = turn % len(self.people)
        return self.people[first:] + self.people[:first]

    def gaps(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """The stretches of [start, end) with nobody on duty."""
        return () if self.people else ((start, end),)

    def moments(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """The hand-overs between `start` and `end`."""
        zone = ZoneInfo(self.timezone)
        local = self._handover(start, zone)
        while (instant := local.replace(tzinfo=zone).astimezone(UTC)) < end:
            if instant > start:
                yield instant
            local += timedelta(days=7)

    def _handover(self, at: datetime, zone: ZoneInfo) -> datetime:
        local = at.astimezone(zone).replace(tzinfo=None)
        monday = local.date() - timedelta(days=local.weekday())
        this_week = datetime.combine(monday + timedelta(days=self.weekday), self.at)
        return this_week if this_week <= local else this_week - timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A person's hours in their own zone; an end at or before the start runs overnight."""

    person: UserId
    timezone: str
    start: time
    end: time
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)

    def spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The window's stretches in UTC that touch [start, end)."""
        zone = ZoneInfo(self.timezone)
        day = start.astimezone(zone).date() - timedelta(days=1)
        while (opens := datetime.combine(day, self.start, zone).astimezone(UTC)) < end:
            last = day if self.end > self.start else day + timedelta(days=1)
            closes = datetime.combine(last, self.end, zone).astimezone(UTC)
            if day.weekday() in self.days and closes > start:
                yield opens, closes
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Follow the sun: people by time windows. `whole_day` promises that somebody is always on duty."""

    windows: tuple[Window, ...]
    whole_day: bool = False

    @property
    def members(self) -> tuple[UserId, ...]:
        """Everybody whose turn may come."""
        return tuple(dict.fromkeys(window.person for window in self.windows))

    def on_duty(self, at: datetime) -> tuple[UserId, ...]:
        """Who is on duty at `at`, then the others as stand-ins; empty in a gap."""
        instant = timedelta(microseconds=1)
        on = [w.person for w in self.windows if any(w.spans(at, at + instant))]
        return tuple(dict.fromkeys((*on, *(w.person for w in self.windows)))) if on else ()

    def gaps(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """The stretches of [start, end) with nobody on duty."""
        gaps: list[tuple[datetime, datetime]] = []
        reached = start
        for opens, closes in sorted(span for w in self.windows for span in w.spans(start, end)):
            if opens > reached:
                gaps.append((reached, opens))
            reached = max(reached, closes)
        if reached < end:
            gaps.append((reached, end))
        return tuple(gaps)

    def moments(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """The instants between `start` and `end` at which a window opens or closes."""
        for window in self.windows:
            for span in window.spans(start, end):
                yield from (moment for moment in span if start < moment < end)


Rota = Fixed | Weekly | Windows | Scheduled


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A customer: what was bought, where they are, who answers for them.

    `roles` names a rota for each role; a channel is bound to at most one account. `shadow`: everything is decided,
    nobody is paged, and the customer sees nothing. `ends` is the last day that the contract covers, in UTC.
    `checklist` is what was in place when it was written, and holds until staff save another one in Slack.
    """

    id: AccountId
    name: str
    contract: str
    tier: TierId
    channels: tuple[str, ...] = ()
    deployment: str = "saas"
    roles: Mapping[RoleId, str] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)
    shadow: bool = False
    ends: date | None = None
    checklist: Checklist = EMPTY

    @property
    def ends_at(self) -> datetime | None:
        """The first instant that the contract does not cover any more."""
        return datetime.combine(self.ends, time(), UTC) + timedelta(days=1) if self.ends is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """The installation's own side: its workspace and the channels where staff are told."""

    name: str
    triage_channel: str
    fallback_channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Everybody and everything that was imported: vendor, people, rotas, accounts. `version` addresses it.

    What was set in Slack lies over it (layering.py): `covers` go before a rota's own people, and who is `gone` from
    Slack comes last. `offered` are the contracts that a further account may take.
    """

    version: str
    vendor: Vendor
    people: Mapping[UserId, Person]
    rotas: Mapping[str, Rota]
    accounts: Mapping[AccountId, Account]
    covers: tuple[Cover, ...] = ()
    gone: frozenset[UserId] = frozenset()
    offered: tuple[str, ...] = ()

    def account_of(self, channel: str) -> Account | None:
        """The account that a channel is bound to."""
        return next((a for a in self.accounts.values() if channel in a.channels), None)

    def on_duty(self, account: Account, role: RoleId, at: datetime) -> tuple[Person, ...]:
        """Who answers for `role` at `at`, the first to reach first. Empty when nobody does."""
        return self.on_rota(account.roles.get(role, ""), at)

    def on_rota(self, name: str, at: datetime) -> tuple[Person, ...]:
        """Who has the duty of a rota at `at`: whoever covers it, then its own people. Empty when nobody has."""
        rota = self.rotas.get(name)
        if rota is None:
            return ()
        users = dict.fromkeys((*in_turn(self.covers, name, at), *rota.on_duty(at)))
        in_order = sorted(users, key=self.gone.__contains__) if self.gone else users
        return tuple(self.people[user] for user in in_order if user in self.people)

    def zone_of(self, user: UserId) -> str:
        """The time zone that somebody lives by: their own, or that of a rota they are on, or UTC."""
        return self.known_zone(user) or "UTC"

    def known_zone(self, user: UserId) -> str:
        """Their own time zone, or that of a rota they are on; "" when neither is written."""
        person = self.people.get(user)
        if person is not None and person.timezone:
            return person.timezone
        for rota in self.rotas.values():
            match rota:
                case Weekly(people=people) if user in people:
                    return rota.timezone
                case Windows(windows=windows):
                    if zone := next((w.timezone for w in windows if w.person == user), ""):
                        return zone
                case Scheduled(entries=entries):
                    if zone := next((entry.timezone for entry in entries if entry.person == user), ""):
                        return zone
        return ""

    def roles_of(self, user: UserId, account: Account | None, at: datetime) -> frozenset[RoleId]:
        """The roles a person of the vendor holds for an account at `at`."""
        person = self.people.get(user)
        held = set()
        if person is not None:
            held = {role for role, has in ((SUPPORT, person.support), (ADMIN, person.admin)) if has}
        if account is not None:
            held |= {r for r in account.roles if any(p.user == user for p in self.on_duty(account, r, at))}
        return frozenset(held)
