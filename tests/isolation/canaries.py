"""Words that betray where they were written: each bears its customer or `internal`, and is looked for elsewhere."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from town_of_two import CHANNELS, CUSTOMERS, FALLBACK, TRIAGE

INTERNAL = "internal"

_MARKS = {"quokka": "zqk", "narwhal": "znw", "stranger": "zst", INTERNAL: "zin"}
_BETRAYS = {
    **{one: re.compile(rf"{_MARKS[one]}\d|{one}", re.IGNORECASE) for one in (*CUSTOMERS, "stranger")},
    INTERNAL: re.compile(rf"{_MARKS[INTERNAL]}\d|{TRIAGE}|{FALLBACK}"),
}


@dataclass(slots=True)
class Canaries:
    """Where they come from, each of them once."""

    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    written: int = 0

    def of(self, whose: str) -> str:
        """A word of a customer's, or an internal one."""
        self.written += 1
        return f"{_MARKS[whose]}{next(self.numbers)}x"


def strange(told: object, whose: str) -> list[str]:
    """What in something shown to a customer's people is of others or internal."""
    words = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, default=str)
    return [found.group() for of, sought in _BETRAYS.items() if of != whose for found in sought.finditer(words)]


def strange_words(told: object, whose: str) -> list[str]:
    """What in something kept of a customer was written by another: words only, since a refusal keeps what was tried."""
    words = json.dumps(told, ensure_ascii=False, default=str)
    return [f for of in (*CUSTOMERS, "stranger") if of != whose for f in re.findall(rf"{_MARKS[of]}\d+", words)]


def whose_channel(named: object) -> str | None:
    """The customer in whose channel something named is; None when it names none of theirs."""
    words = named if isinstance(named, str) else json.dumps(named, default=str)
    found = re.search("|".join(sorted(CHANNELS, key=len, reverse=True)), words)
    return CHANNELS[found.group()] if found else None
