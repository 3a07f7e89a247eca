"""What a command of the command line left behind."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Its exit status and what it wrote."""

    status: int
    out: str
    err: str


Ackline = Callable[..., Done]
