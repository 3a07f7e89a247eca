"""How the command line writes instants."""

from datetime import datetime


def iso(at: datetime | None) -> str | None:
    """An instant as 2026-11-23T06:00:00Z; None stays None."""
    return at.isoformat().replace("+00:00", "Z") if at is not None else None
