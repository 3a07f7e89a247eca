"""A rota that is kept in a calendar: entries that name people, once or again and again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr

from ackline.domain.ids import UserId

_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: a person's duty from `start` for `length`, by the clock of `timezone`.

    `rule` is an RRULE, whose UNTIL is by the same clock; `removed` and `added` are starts that it leaves out or lacks.
    """

    person: UserId
    timezone: str
    start: datetime
    length: timedelta
    rule: str = ""
    removed: tuple[datetime, ...] = ()
    added: tuple[datetime, ...] = ()

    def spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The entry's stretches in UTC that touch [start, end), in order."""
        zone = ZoneInfo(self.timezone)
        first, last = ((at.astimezone(zone)).replace(tzinfo=None) for at in (start, end))
        for begins in _starts(self).between(first - self.length - _DAY, last + _DAY, inc=True):
            opens, closes = (at.replace(tzinfo=zone).astimezone(UTC) for at in (begins, begins + self.length))
            if opens < end and closes > start:
                yield opens, closes


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A rota by its entries. Of two at once the one that began later goes first: it is the exception."""

    entries: tuple[Entry, ...]

    @property
    def members(self) -> tuple[UserId, ...]:
        """Everybody whose turn may come."""
        return tuple(dict.fromkeys(entry.person for entry in self.entries))

    def on_duty(self, at: datetime) -> tuple[UserId, ...]:
        """Who is on duty at `at`, then the others as stand-ins; empty in a gap."""
        found = [(span[0], entry.person) for entry in self.entries for span in entry.spans(at, at + _TICK)]
        on = [person for _, person in sorted(found, reverse=True)]
        return tuple(dict.fromkeys((*on, *self.members))) if on else ()

    def gaps(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """The stretches of [start, end) with nobody on duty."""
        gaps: list[tuple[datetime, datetime]] = []
        reached = start
        for opens, closes in sorted(span for entry in self.entries for span in entry.spans(start, end)):
            if opens > reached:
                gaps.append((reached, opens))
            reached = max(reached, closes)
        return (*gaps, (reached, end)) if reached < end else tuple(gaps)

    def moments(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """The instants between `start` and `end` at which an entry begins or ends."""
        for entry in self.entries:
            for span in entry.spans(start, end):
                yield from (moment for moment in span if start < moment < end)


@lru_cache(maxsize=512)
def _starts(entry: Entry) -> rruleset:
    """When an entry begins, by its own clock; kept, since a rule is counted from its first day on."""
    starts = rruleset(cache=True)
    if entry.rule:
        rule = rrulestr(entry.rule, dtstart=entry.start)
        assert isinstance(rule, rrule)
        starts.rrule(rule)
    for at in (entry.start, *entry.added) if not entry.rule else entry.added:
        starts.rdate(at)
    for at in entry.removed:
        starts.exdate(at)
    return starts
