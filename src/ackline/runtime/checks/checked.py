"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing that was looked at: good when `next_step` is empty."""

    what: str
    found: str
    next_step: str = ""
