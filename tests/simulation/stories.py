"""The main stories, as people live them; what the contracts make of them is the judge's business."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from .cast import Cast
from .stage import TRIAGE

START = datetime(2026, 11, 20, 17, tzinfo=UTC)
"""A Friday evening in Europe: the report's five business days lie over a weekend."""

REPORT = "post-incident-enterprise"

Story = Callable[[Cast], Awaitable[None]]


async def the_guided_p1(cast: Cast) -> None:
    """Nobody answers until the VP was called; acknowledged, answered, resolved, and the report published."""
    root = cast.writes("U0AMY", "C0ACME", "P1: production is down for everybody")
    await cast.at(minutes=29)
    cast.marks("U0ADA", root, "eyes")
    await cast.at(minutes=31)
    cast.writes("U0ADA", "C0ACME", "It is the queue; a fix is on its way.", root)
    await cast.at(minutes=50)
    await cast.presses("U0ADA", TRIAGE, "confirm_resolve")
    await cast.at(days=6, hours=1)
    await cast.presses("U0ADA", TRIAGE, "publish", place=f"{REPORT}:channel")
    await cast.at(days=6, hours=2)
    await cast.presses("U0ADA", TRIAGE, "publish", place=f"{REPORT}:portal")
    await cast.at(days=8)


async def a_silent_acknowledgement(cast: Cast) -> None:
    """Acknowledged, and then nothing: reminded, taken back, called anew; a mark that is taken off; an answer."""
    root = cast.writes("U0AMY", "C0ACME", "P1: production is down for everybody")
    await cast.at(minutes=2)
    cast.marks("U0ADA", root, "eyes")
    await cast.at(minutes=50)
    cast.marks("U0BEN", root, "eyes")
    await cast.at(minutes=52)
    cast.unmarks("U0BEN", root, "eyes")
    await cast.at(minutes=55)
    cast.writes("U0BEN", "C0ACME", "We are on it.", root)
    await cast.at(minutes=57)
    await cast.presses("U0BEN", TRIAGE, "severity", severity="P3", reason="only the nightly job")
    await cast.at(minutes=70)
    cast.marks("U0BEN", root, "white_check_mark")
    await cast.at(days=1)


async def a_redirect(cast: Cast) -> None:
    """A plan without Slack is shown the way, once; its P1 is handled all the same; a talk without promises; a 🎫."""
    cast.writes("U0BIA", "C0BIRCH", "Could you tell us why the second run was skipped?")
    cast.writes("U0EMMA", "C0EMBER", "Could you tell us why the second run was skipped?")
    await cast.at(minutes=10)
    cast.writes("U0BIA", "C0BIRCH", "And where do we see the log?")
    await cast.at(minutes=20)
    root = cast.writes("U0BIA", "C0BIRCH", "P1: production is down for everybody")
    await cast.at(minutes=52)
    cast.writes("U0BEN", "C0BIRCH", "We are on it.", root)
    thanks = cast.writes("U0DORA", "C0DUNE", "thanks!")
    await cast.at(minutes=55)
    cast.marks("U0INES", thanks, "ticket")
    await cast.at(minutes=60)
    cast.writes("U0ADA", "C0DUNE", "You are welcome. Next update in 60 minutes.", thanks)
    await cast.at(days=1)


async def a_burst(cast: Cast) -> None:
    """Three messages of a minute are one ticket, an explicit severity breaks it; an edit raises, a first word goes."""
    first = cast.writes("U0CYRUS", "C0COBALT", "Could you look at the second run?")
    await cast.at(seconds=20)
    second = cast.writes("U0CYRUS", "C0COBALT", "And the log says exit 4.")
    await cast.at(seconds=40)
    cast.writes("U0CYRUS", "C0COBALT", "Sev 3: the nightly job takes longer than it did")
    await cast.at(minutes=3)
    cast.edits(second, "Critical: And the log says exit 4.")
    await cast.at(minutes=5)
    cast.deletes(first)
    await cast.at(minutes=9)
    await cast.presses("U0ADA", TRIAGE, "acknowledge")
    await cast.at(minutes=30)
    cast.writes("U0ADA", "C0COBALT", "It is the queue.", second)
    await cast.at(days=1)


async def a_reopening(cast: Cast) -> None:
    """Resolved, and the customer writes again: open anew, and a critical one now; the report is waived."""
    root = cast.writes("U0AMY", "C0ACME", "P2: the importer is slow")
    await cast.at(minutes=5)
    cast.writes("U0ADA", "C0ACME", "We are on it.", root)
    await cast.at(minutes=30)
    cast.marks("U0ADA", root, "white_check_mark")
    await cast.at(days=1)
    cast.writes("U0AMY", "C0ACME", "P1: it is back, and everything is down", root)
    await cast.at(days=1, minutes=17)
    await cast.presses("U0TOM", "DU0TOM", "own")
    await cast.at(days=1, minutes=20)
    cast.writes("U0TOM", "C0ACME", "I have called the engineers.", root)
    await cast.at(days=1, minutes=40)
    await cast.presses("U0ADA", TRIAGE, "confirm_resolve")
    await cast.at(days=1, hours=2)
    await cast.presses("U0ADA", TRIAGE, "waive", reason="written up for another ticket")
    await cast.at(days=2)


async def a_storm(cast: Cast) -> None:
    """Five at once: three pages, and one that gathers the other two; each is taken by somebody."""
    roots = [cast.writes("U0AMY", "C0ACME", f"P1: region {number} is down") for number in range(5)]
    await cast.at(minutes=2)
    cast.marks("U0ADA", roots[3], "eyes")
    await cast.at(minutes=3)
    for root in roots:
        cast.writes("U0BEN", "C0ACME", "We are on it.", root)
    await cast.at(hours=2)


STORIES: dict[str, Story] = {
    "guided P1": the_guided_p1,
    "silent acknowledgement": a_silent_acknowledgement,
    "redirect": a_redirect,
    "burst": a_burst,
    "reopening": a_reopening,
    "storm": a_storm,
}
