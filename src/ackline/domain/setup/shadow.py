"""Shadow mode: everything is decided and kept, nobody is paged, and the customer sees nothing.

Two seams carry it. Here the wishes of a decision are parted into what is done all the same and what is withheld; the
desk puts the latter into the outbox as suppressed. And a page of such an account ends when it is made (waves.py).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ackline.domain.authority import Actor, Side
from ackline.domain.decision import Change, Context, refused
from ackline.domain.duty.people import Roster
from ackline.domain.effects import (
    Audience,
    Deliver,
    Direct,
    Draft,
    Effect,
    Inform,
    Posted,
    Say,
    ShowCard,
    Tell,
    Whisper,
)
from ackline.domain.events import Event, ShadowSet, Withheld
from ackline.domain.ids import EventId, RoleId, account_subject, role_name
from ackline.domain.installations.installation import Installation
from ackline.domain.installations.routine import InstallationChange
from ackline.domain.surfaces.words import Internal, Part, PartKind, line, person, strong

WITHHELD = "shadow"
"""Why a row of the outbox is suppressed."""

_TO_CUSTOMERS = Say | Direct


def switch(state: Installation, event: ShadowSet, ctx: Context) -> InstallationChange:
    """Put an account or all of a contract into shadow mode, or live. The last word goes before every earlier one."""
    kind, _, name = event.whom.partition(":")
    meant = [a for a in ctx.roster.accounts.values() if name == (a.id if kind == "account" else a.contract)]
    if not meant:
        return refused(state, f"there is no {kind} {name}")
    if all(a.shadow is event.on for a in meant):
        return refused(state, f"{_whom(kind, name, ctx)} is {'in shadow mode' if event.on else 'live'} already")
    overruled = {f"account:{a.id}" for a in meant}
    shadows = {whom: on for whom, on in state.shadows.items() if whom not in overruled} | {event.whom: event.on}
    what = (
        "Everything is decided and kept, nobody is paged, and the customer sees nothing. "
        f"`/ackline live {name}` ends it."
        if event.on
        else "From now on pages leave and the customer is answered. What was withheld stays so; a ladder that nobody "
        "stopped begins now."
    )
    head = f"{_whom(kind, name, ctx)} is {'in shadow mode' if event.on else 'live'}"
    told = line(strong(head), " by ", person(event.actor.user), f". {what}")
    return Change(
        subject=replace(state, shadows=shadows, laid_at=event.at),
        effects=(Inform(key=f"shadow/{event.id}", ticket=None, words=Internal(lines=(told,))),),
        why=(head,),
    )


def parted(effects: Iterable[Effect], ctx: Context, *, by_staff: bool) -> tuple[tuple[Effect, ...], tuple[Posted, ...]]:
    """What is done, and what would have been outside shadow mode. `by_staff`: it follows from an act of staff.

    Staff are told in the triage channel as ever, but nobody is called there by name: a mention rings, too.
    """
    done: list[Effect] = []
    withheld: list[Posted] = []
    for effect in effects:
        if not isinstance(effect, Tell) and _is_withheld(effect, ctx, by_staff):
            withheld.append(effect)
        elif isinstance(effect, Inform) and ctx.account.shadow:
            done.append(replace(effect, words=_uncalled(effect.words, ctx.roster)))
        else:
            done.append(effect)
    return tuple(done), tuple(withheld)


def by_staff(event: Event) -> bool:
    """Whether a fact is an act of the vendor's people: what follows from it for them they asked for."""
    actor = getattr(event, "actor", None)
    return isinstance(actor, Actor) and actor.side is Side.STAFF


def noted(withheld: Iterable[Posted], ctx: Context, number: int | None, key: str, at: datetime) -> tuple[Tell, ...]:
    """The account learns what was withheld, for the summary of its day; nothing when that is only a card's update."""
    effects = tuple(withheld)
    pages = tuple(_page(e, ctx) for e in effects if isinstance(e, Deliver) and e.person is not None)
    said = sum(isinstance(e, _TO_CUSTOMERS) for e in effects)
    card = any(isinstance(e, ShowCard) for e in effects)
    if not (pages or said or card):
        return ()
    told = Withheld(
        id=EventId(f"{key}/withheld"),
        at=at,
        subject=account_subject(ctx.account.id),
        number=number,
        pages=tuple(dict.fromkeys(pages)),
        said=said,
        card=card,
    )
    return (Tell(event=told),)


def _is_withheld(effect: Posted, ctx: Context, by_staff: bool) -> bool:
    match effect:
        case Say():
            home = ctx.roster.account_of(effect.channel)
            return ctx.account.shadow or (home is not None and home.shadow)
        case ShowCard():
            return ctx.account.shadow and effect.audience is Audience.CUSTOMER
        case Deliver() | Direct():
            return ctx.account.shadow
        case Whisper() | Draft():
            return ctx.account.shadow and not by_staff
        case _:
            return False


def _uncalled(words: Internal, roster: Roster) -> Internal:
    first, *rest = (tuple(_named(part, roster) for part in each) for each in words.lines)
    marked = first if first[0].value.startswith("Shadow") else (strong("Shadow. "), *first)
    return replace(words, lines=(marked, *rest))


def _named(part: Part, roster: Roster) -> Part:
    if part.kind is not PartKind.PERSON:
        return part
    found = next((p for p in roster.people.values() if p.user == part.value), None)
    return Part(kind=PartKind.PLAIN, value=found.name if found is not None else part.value)


def _page(effect: Deliver, ctx: Context) -> str:
    found = ctx.roster.people.get(effect.person) if effect.person is not None else None
    name = found.name if found is not None else "the fallback channel"
    role, cited = RoleId(effect.summary.get("role", "")), effect.summary.get("clause", "")
    return f"{name} as {role_name(role)} ({cited})"


def _whom(kind: str, name: str, ctx: Context) -> str:
    if kind == "contract":
        return f"Every account under {name}"
    return next(a.name for a in ctx.roster.accounts.values() if a.id == name)
