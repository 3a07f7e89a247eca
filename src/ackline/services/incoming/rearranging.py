"""Overrides and swaps of rotas, and the answer to the weekly check: which facts their words amount to."""

from collections.abc import Sequence

from ackline.domain.events import Event, Reached, ShiftCovered, ShiftsSwapped, ShiftUncovered
from ackline.domain.installations.installation import INSTALLATION
from ackline.domain.time.stretch import EXAMPLES, parse_stretch
from ackline.services.incoming.heading import Heading, person_named
from ackline.services.ports import Permanent

OVERRIDE = (
    "Write the rota, who takes it, and when: /ackline override engineers @ben today 18:00-22:00. "
    f"When may be: {EXAMPLES}. /ackline override list shows them, /ackline override drop 3 takes one back."
)
SWAP = (
    "Write the rota and with whom: /ackline swap engineers @ben changes your next turn with theirs. "
    "For two others: /ackline swap engineers @ada @ben"
)


def override(given: Heading) -> Sequence[Event]:
    """`override engineers @ben today 18:00-22:00 [zone]`, `override drop 3`. Permanent when it is not understood."""
    match given.words:
        case ("drop", number) if number.isdecimal():
            return (_dropped(given, int(number)),)
        case (rota, name, *when) if when:
            return (_covered(given, rota, name, " ".join(when)),)
    raise Permanent(OVERRIDE)


def swap(given: Heading) -> Sequence[Event]:
    """`swap engineers @ben`, `swap engineers @ada @ben`. Permanent when it is not understood."""
    match given.words:
        case (rota, name):
            person, other = given.actor.user, person_named(given.roster, name)
        case (rota, name, another):
            person, other = person_named(given.roster, name), person_named(given.roster, another)
        case _:
            raise Permanent(SWAP)
    rota = _rota(given, rota)
    swapped = ShiftsSwapped(
        id=given.id,
        at=given.order.at,
        subject=INSTALLATION,
        actor=given.on_rota(rota).actor,
        rota=rota,
        person=person,
        other=other,
    )
    return (swapped,)


def reached(given: Heading) -> Sequence[Event]:
    """The button of the weekly check."""
    order = given.order
    answered = Reached(
        id=given.id,
        at=order.at,
        subject=INSTALLATION,
        actor=given.actor,
        channel=order.channel if order.message else "",
        ts=order.message,
    )
    return (answered,)


def _covered(given: Heading, rota: str, name: str, when: str) -> ShiftCovered:
    rota = _rota(given, rota)
    person = person_named(given.roster, name)
    try:
        stretch = parse_stretch(when, given.order.at, given.roster.zone_of(given.actor.user))
    except ValueError as error:
        raise Permanent(f"{error}. {OVERRIDE}") from error
    return ShiftCovered(
        id=given.id,
        at=given.order.at,
        subject=INSTALLATION,
        actor=given.on_rota(rota).actor,
        rota=rota,
        person=person,
        start=stretch.start,
        end=stretch.end,
    )


def _dropped(given: Heading, number: int) -> ShiftUncovered:
    found = next((c for c in given.roster.covers if c.number == number), None)
    if found is not None:
        given = given.on_rota(found.rota)
    return ShiftUncovered(id=given.id, at=given.order.at, subject=INSTALLATION, actor=given.actor, number=number)


def _rota(given: Heading, name: str) -> str:
    found = next((rota for rota in given.roster.rotas if rota.lower() == name.lower()), None)
    if found is None:
        raise Permanent(f"There is no rota {name!r}; there are: {', '.join(sorted(given.roster.rotas))}. {OVERRIDE}")
    return found
