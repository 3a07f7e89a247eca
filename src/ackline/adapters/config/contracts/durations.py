"""Durations as written."""

from datetime import timedelta

from ackline.adapters.config.contracts.block import Block, why_and_mend
from ackline.domain.time.clock import BusinessDays, Duration, Elapsed, parse_duration

YEAR = timedelta(days=366)


def promise_of(block: Block, key: str) -> Duration | None:
    """The duration of a key that promises something; one of no time or of more than a year is a mistake."""
    duration = _duration(block, key)
    if duration is not None:
        amount = timedelta(days=duration.count) if isinstance(duration, BusinessDays) else duration.amount
        if not timedelta() < amount <= YEAR:
            why = f"{duration} is no time that is promised"
            block.reading.wrong(block.value(key)[0], why, "look at its number and its unit")
    return duration


def timespan_of(block: Block, key: str) -> timedelta | None:
    """The wall-clock time of a key that may be missing; business time there is a mistake."""
    duration = _duration(block, key) if block.has(key) else None
    if duration is None:
        return None
    if isinstance(duration, Elapsed):
        return duration.amount
    why = f"{block.text(key)} stand where wall-clock time belongs"
    block.reading.wrong(block.value(key)[0], why, "write minutes, hours or days, such as 15m")
    return None


def _duration(block: Block, key: str) -> Duration | None:
    """The duration of a key; None, with a mistake, when it can't be read."""
    words = block.text(key)
    if not words:
        return None
    try:
        return parse_duration(words)
    except ValueError as error:
        block.reading.wrong(block.value(key)[0], *why_and_mend(error))
        return None
