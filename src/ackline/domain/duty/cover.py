"""A cover: somebody has a stretch of a rota's duty, before everybody whose turn it would be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ackline.domain.ids import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """`person` has the duty of `rota` in [start, end). `number` is what people call it by; a later one goes first."""

    number: int
    rota: str
    person: UserId
    start: datetime
    end: datetime
    by: UserId


def in_turn(covers: Iterable[Cover], rota: str, at: datetime) -> tuple[UserId, ...]:
    """Who covers a rota at `at`, the latest arrangement first."""
    holding = [c for c in covers if c.rota == rota and c.start <= at < c.end]
    return tuple(c.person for c in sorted(holding, key=lambda c: -c.number))
