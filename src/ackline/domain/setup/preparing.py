"""Staff tick what is in place for an account, and are told when nothing is missing any more (WEK-8)."""

from collections.abc import Iterator, Mapping

from ackline.domain.decision import Context
from ackline.domain.effects import Inform
from ackline.domain.events import ChecklistKept
from ackline.domain.ids import ClauseId
from ackline.domain.setup.checklist import Checklist, Tick, open_points, points
from ackline.domain.surfaces.words import Internal, Part, clause, line, person, strong


def ticked(kept: Checklist, event: ChecklistKept, ctx: Context) -> Checklist:
    """The list as staff left it. A tick that was there stays theirs who made it; a name that went takes its tick."""
    names = _names(event.names, ctx)
    there = {p.id for p in points(ctx.contract, Checklist(names=names))}
    fresh = Tick(by=event.actor.user, at=event.at)
    ticks = {point: kept.ticks.get(point, fresh) for point in event.ticked if point in there}
    return Checklist(names=names, ticks=ticks, saved=True)


def completed(before: Checklist, after: Checklist, event: ChecklistKept, ctx: Context) -> tuple[Inform, ...]:
    """What staff are told when the last point was ticked."""
    bound = bool(ctx.account.channels)
    if open_points(ctx.contract, after, bound=bound) or not open_points(ctx.contract, before, bound=bound):
        return ()
    told = line(
        strong(f"{ctx.account.name} is ready: "),
        "everything on its checklist is in place (",
        *_cited(ctx),
        "), says ",
        person(event.actor.user),
        ".",
    )
    return (Inform(key=f"ready/{event.id}", ticket=None, words=Internal(lines=(told,))),)


def rests_on(ctx: Context) -> tuple[ClauseId, ...]:
    """The clauses of what is to be ticked."""
    return tuple(dict.fromkeys(item.clause for item in ctx.contract.onboarding))


def _cited(ctx: Context) -> Iterator[str | Part]:
    for number, name in enumerate(rests_on(ctx)):
        if number:
            yield ", "
        yield clause(name)


def _names(given: Mapping[str, tuple[str, ...]], ctx: Context) -> dict[str, tuple[str, ...]]:
    known = {item.id for item in ctx.contract.onboarding if item.each}
    return {item: tuple(dict.fromkeys(names)) for item, names in given.items() if item in known and names}
