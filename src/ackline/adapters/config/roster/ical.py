"""A rota from iCalendar text (RFC 5545): each event is somebody's duty, named by attendee or by summary."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from ackline.adapters.config.roster.people import USER
from ackline.domain.duty.people import Person
from ackline.domain.duty.scheduled import Entry, Scheduled
from ackline.domain.ids import UserId

_MAILTO = re.compile("mailto:", re.IGNORECASE)


def read_calendar(text: str, who: Mapping[str, str], people: Mapping[UserId, Person], timezone: str) -> Scheduled:
    """The rota of a calendar. ValueError, "why: mend", when it can't be read or an event names nobody.

    Whom an event names: `who` by an attendee's e-mail address or by the summary, then a person by the address of their
    e-mail line, by their Slack id or by their name in the summary. What has no zone is by the clock of `timezone`.
    """
    known = _Known(who, people)
    try:
        calendar = Calendar.from_ical(text)
        found = [part for part in calendar.walk("VEVENT") if isinstance(part, Event)]
        events = [event for event in found if str(event.get("STATUS", "")).upper() != "CANCELLED"]
        entries = {(_uid(e), _moved(e, timezone)): _entry(e, known, timezone) for e in events}
    except Nobody:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the calendar can't be read ({error}): export it as iCalendar, .ics") from error
    return Scheduled(entries=tuple(_without_moved(entries)))


class Nobody(ValueError):
    """An event that names nobody."""


class _Known:
    """Who events may name."""

    def __init__(self, who: Mapping[str, str], people: Mapping[UserId, Person]) -> None:
        self._who = {name.casefold(): UserId(user) for name, user in who.items()}
        self._people = people
        self._mail = {x.address.casefold(): user for user, p in people.items() for x in p.lines if x.pager == "email"}

    def person(self, summary: str, addresses: list[str]) -> UserId:
        """Whom an event names. Nobody when it is nobody."""
        said = summary.strip().casefold()
        named = [self._who.get(each) for each in (*addresses, said)] + [self._mail.get(each) for each in addresses]
        ids = [UserId(word) for word in USER.findall(summary) if UserId(word) in self._people]
        names = [u for u, p in self._people.items() if re.search(rf"\b{re.escape(p.name.casefold())}\b", said)]
        found = next((user for user in (*named, *ids, *names) if user is not None), None)
        if found is None:
            raise Nobody(f"the event {summary!r} names nobody of people.yml: add it under `who`")
        return found


def _entry(event: Event, known: _Known, timezone: str) -> Entry:
    start, zone = _local(event.decoded("DTSTART"), timezone)
    given = event.get("ATTENDEE") or []
    attendees = given if isinstance(given, list) else [given]
    addresses = [_MAILTO.sub("", str(each)).casefold() for each in attendees]
    return Entry(
        person=known.person(str(event.get("SUMMARY", "")), addresses),
        timezone=zone,
        start=start,
        length=_length(event, start, zone),
        rule=_rule(event.get("RRULE"), zone),
        removed=tuple(_dates(event.get("EXDATE"), zone)),
        added=tuple(_dates(event.get("RDATE"), zone)),
    )


def _length(event: Event, start: datetime, zone: str) -> timedelta:
    """How long it lasts by its own clock; a day where a whole-day event has no end."""
    if event.get("DTEND") is not None:
        return _at(event.decoded("DTEND"), zone) - start
    if event.get("DURATION") is not None:
        length: timedelta = event.decoded("DURATION")
        return length
    return timedelta(days=1) if not isinstance(event.decoded("DTSTART"), datetime) else timedelta()


def _local(at: date, timezone: str) -> tuple[datetime, str]:
    """An instant as its own clock reads, and the zone of that clock."""
    zone = timezone
    if isinstance(at, datetime) and at.tzinfo is not None:
        zone = str(getattr(at.tzinfo, "key", None) or "UTC")
    return _at(at, zone), zone


def _at(at: date, zone: str) -> datetime:
    """An instant as the clock of a zone reads; a date is its first moment."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time())
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if at.tzinfo is not None else at


def _rule(rule: Any, zone: str) -> str:
    """The RRULE with its UNTIL by the event's own clock."""
    if rule is None:
        return ""
    parts = {name: value for name, value in rule.items() if name.upper() != "UNTIL"}
    text: str = type(rule)(parts).to_ical().decode()
    until = next((value for name, value in rule.items() if name.upper() == "UNTIL"), None)
    if not until:
        return text
    last = until[0] if isinstance(until, list) else until
    whole = not isinstance(last, datetime)
    at = datetime.combine(last, time(23, 59, 59)) if whole else _at(last, zone)
    return f"{text};UNTIL={at:%Y%m%dT%H%M%S}"


def _dates(given: Any, zone: str) -> Iterator[datetime]:
    lists = given if isinstance(given, list) else [given] if given is not None else []
    yield from (_at(each.dt, zone) for dates in lists for each in dates.dts)


def _uid(event: Event) -> str:
    return str(event.get("UID") or id(event))


def _moved(event: Event, timezone: str) -> datetime | None:
    """Which start of a repeated event this one stands for."""
    if event.get("RECURRENCE-ID") is None:
        return None
    return _local(event.decoded("RECURRENCE-ID"), timezone)[0]


def _without_moved(entries: Mapping[tuple[str, datetime | None], Entry]) -> Iterator[Entry]:
    """The entries, the repeated ones without the starts that others stand for."""
    for (uid, moved), entry in entries.items():
        instead = tuple(at for other, at in entries if other == uid and at is not None) if moved is None else ()
        yield replace(entry, removed=(*entry.removed, *instead))
