"""What a rule is: the moments it wants, and what it does when one comes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from ackline.domain.decision import Context, TicketChange, Timer
from ackline.domain.tickets.ticket import Ticket, fired_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One promise. `timers` answers the moments that are still to come or to be made good; `fire` acts on one.

    Its timers look at how often its own have fired, and at those of the rules that it `heeds`; at no others.
    """

    name: str
    timers: Callable[[Ticket, Context], Iterable[Timer]]
    fire: Callable[[Ticket, Timer, Context, datetime], TicketChange]
    heeds: tuple[str, ...] = ()


def once(ticket: Ticket, rule: str, step: str, due: datetime | None) -> tuple[Timer, ...]:
    """The timer of a step that fires once an episode; none when it has fired or has no moment."""
    if due is None or times_fired(ticket, rule, step):
        return ()
    return (Timer(rule=rule, step=step, episode=ticket.episode, occurrence=1, due=due),)


def times_fired(ticket: Ticket, rule: str, step: str) -> int:
    """How often a step has fired in the ticket's present episode."""
    return ticket.fired.get(fired_key(rule, step, ticket.episode), 0)
