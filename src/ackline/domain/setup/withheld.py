"""What an account in shadow mode was spared, told to staff once a day: only if there was something."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ackline.domain.decision import Timer
from ackline.domain.surfaces.words import Internal, Line, Part, line, moment, strong

NAME = "withheld"
EVERY = timedelta(days=1)
MOST_LISTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """At `at` one decision would have paged, written to the customer, or shown them a card."""

    at: datetime
    number: int | None
    pages: tuple[str, ...]
    said: int
    card: bool


def summary_timers(spared: Sequence[Spared]) -> Iterator[Timer]:
    """A day after the first of what was not told yet."""
    if spared:
        first = spared[0].at
        yield Timer(rule=NAME, step=f"summary@{first.timestamp():.6f}", episode=0, occurrence=1, due=first + EVERY)


def summary(spared: Sequence[Spared], account: str, name: str) -> Internal:
    """One line a ticket: who would have been paged and when, and how much the customer would have read."""
    numbers = tuple(dict.fromkeys(s.number for s in spared))
    lines = [_of([s for s in spared if s.number == number], number) for number in numbers[:MOST_LISTED]]
    if len(numbers) > MOST_LISTED:
        lines.append(line(f"… and {len(numbers) - MOST_LISTED} more"))
    head = line(
        strong(f"Shadow mode at {name}, one day: "), "nobody was paged and the customer saw nothing. Live, it would be:"
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
    return line(*parts)
