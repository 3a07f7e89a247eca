"""What an account in shadow mode was spared, told to staff as its day ends: only if there was something."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from ackline.domain.decision import Context, Timer
from ackline.domain.effects import Tell
from ackline.domain.events import Withheld
from ackline.domain.ids import EventId, account_subject
from ackline.domain.surfaces.words import Internal, Line, Part, line, moment, strong
from ackline.domain.time.hours import next_at

NAME = "withheld"
MIDNIGHT = time(0)
MOST_LISTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """At `at` one decision would have paged, written to the customer, shown them a card, or a target ran out."""

    at: datetime
    number: int | None
    pages: tuple[str, ...]
    said: int
    card: bool
    breach: str = ""


def breached(number: int, name: str, key: str, at: datetime, ctx: Context) -> tuple[Tell, ...]:
    """In shadow mode the account learns of a target that ran out; live, staff alone are told."""
    if not ctx.account.shadow:
        return ()
    account = account_subject(ctx.account.id)
    return (Tell(event=Withheld(id=EventId(f"{key}/shadow"), at=at, subject=account, number=number, breach=name)),)


def summary_timers(spared: Sequence[Spared], ctx: Context) -> Iterator[Timer]:
    """The end of the day on which the first of it happened that was not told yet."""
    if spared:
        first = spared[0].at
        due = next_at(first, MIDNIGHT, _zone(ctx))
        yield Timer(rule=NAME, step=f"summary@{first.timestamp():.6f}", episode=0, occurrence=1, due=due)


def summary(spared: Sequence[Spared], account: str, name: str) -> Internal:
    """One line a ticket: who would have been paged and when, and how much the customer would have read."""
    numbers = tuple(dict.fromkeys(s.number for s in spared))
    lines = [_of([s for s in spared if s.number == number], number) for number in numbers[:MOST_LISTED]]
    if len(numbers) > MOST_LISTED:
        lines.append(line(f"… and {len(numbers) - MOST_LISTED} more"))
    breaches = sum(bool(s.breach) for s in spared)
    ran_out = f" {breaches} {'target was' if breaches == 1 else 'targets were'} breached." if breaches else ""
    head = line(
        strong(f"Shadow mode at {name}, one day: "),
        f"nobody was paged and the customer saw nothing.{ran_out} Live, it would be:",
    )
    return Internal(lines=(head, *lines, line(f"`/ackline live {account}` goes live.")))


def _of(spared: Sequence[Spared], number: int | None) -> Line:
    parts: list[str | Part] = [strong(f"#{number}: " if number is not None else "Without a ticket: ")]
    pages = [(page, s.at) for s in spared for page in s.pages]
    for which, (page, at) in enumerate(pages):
        parts += [", " if which else "paged ", f"{page} ", moment(at)]
    said = sum(s.said for s in spared)
    posts = [f"{said} {'message' if said == 1 else 'messages'}"] if said else []
    posts += ["a card"] if any(s.card for s in spared) else []
    if posts:
        parts.append(f"{'; ' if pages else ''}the customer would have read {' and '.join(posts)}")
    missed = [s.breach for s in spared if s.breach]
    if missed:
        parts.append(f"{'; ' if pages or posts else ''}breached: {', '.join(missed)}")
    return line(*parts)


def _zone(ctx: Context) -> str:
    """Where the account's day ends: by the business hours that it was promised, or in UTC."""
    targets = ctx.contract.tiers[ctx.account.tier].targets.values() if ctx.account.tier in ctx.contract.tiers else ()
    named = [target.calendar for each in targets for target in each.values() if target.calendar]
    return ctx.contract.calendars[named[0]].timezone if named else "UTC"
