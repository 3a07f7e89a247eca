"""Whether a contract is in force in a channel, and what it is worth there when it is not (SPA-10).

Where it is not, requests are handled all the same: as a courtesy, or redirected where the tier says so.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from ackline.domain.contract import Entitlement, Tier
from ackline.domain.decision import Context
from ackline.domain.ids import ClauseId, TierId
from ackline.domain.surfaces.words import Line, Part, Public, clause, day, line, strong
from ackline.domain.tickets.ticket import Ticket


class Lapse(StrEnum):
    """Why a contract is not in force in a channel."""

    UNBOUND = "unbound"
    ENDED = "ended"
    TIER = "tier"
    CONTRACT = "contract"
    HOST = "host"


TOLD_TO_CUSTOMERS = frozenset({Lapse.UNBOUND, Lapse.ENDED, Lapse.TIER})
"""What a customer must hear of. Where a channel lives they see themselves, and another contract they have signed."""


def lapse(channel: str, tier: TierId, ctx: Context, *, ended: bool) -> Lapse | None:
    """Why the contract is not in force for what was asked there under `tier`; None when it is, or nobody knows."""
    if channel not in ctx.account.channels:
        return Lapse.UNBOUND
    if ended:
        return Lapse.ENDED
    plan = _plan(ctx)
    moved = ctx.account.contract != ctx.contract.id
    if (moved or ctx.account.tier != tier) and plan is not None and plan.entitlement is not Entitlement.TICKET:
        return Lapse.TIER
    if moved:
        return Lapse.CONTRACT
    site = ctx.installation.sites.get(channel)
    return Lapse.HOST if ctx.contract.hosting is not None and site is not None and not site.hosted_here else None


def uncovered(ticket: Ticket, ctx: Context, at: datetime) -> Ticket:
    """A new ticket, knowing whether the contract is in force for it."""
    ends = ctx.account.ends_at
    found = lapse(ticket.channel, ticket.tier, ctx, ended=ends is not None and ends <= at)
    return replace(ticket, uncovered=found.value, uncovered_at=at) if found is not None else ticket


def why_lapsed(found: Lapse, ctx: Context) -> Line:
    """The reason, with the clause that it rests on, for staff."""
    match found:
        case Lapse.UNBOUND:
            return line(f"the channel is not bound to {ctx.account.name} any more")
        case Lapse.ENDED:
            return line(f"the contract ended on {_last_day(ctx)}")
        case Lapse.TIER:
            plan = _plan(ctx)
            cited = (" (", clause(plan.clause), ")") if plan is not None else ()
            return line(f"{plan.name if plan is not None else ctx.account.tier} has no support in Slack", *cited)
        case Lapse.CONTRACT:
            now = ctx.present.title if ctx.present is not None else ctx.account.contract
            return line(f"{ctx.account.name} has another contract by now, {now}")
        case Lapse.HOST:
            return line("the channel lives in another organisation's workspace", *_cited(ctx))


def clauses_of(found: Lapse, ctx: Context) -> tuple[ClauseId, ...]:
    """The clauses that say so."""
    if found is Lapse.HOST and ctx.contract.hosting is not None:
        return (ctx.contract.hosting.clause,)
    plan = _plan(ctx)
    return (plan.clause,) if found is Lapse.TIER and plan is not None else ()


def not_in_force(ticket: Ticket, ctx: Context) -> tuple[Line, ...]:
    """The line of the triage card; none while the contract is in force."""
    if not ticket.uncovered:
        return ()
    kept = "handled as a courtesy" if courtesy(ticket, ctx) else "what was open before stays with us"
    return (line(strong("Coverage is not in force: "), *why_lapsed(Lapse(ticket.uncovered), ctx), f"; {kept}."),)


def courtesy(ticket: Ticket, ctx: Context) -> bool:
    """Whether nothing was promised for a ticket. One that was open when its contract lapsed keeps what it was told."""
    ends = ctx.account.ends_at
    late = ticket.uncovered == Lapse.ENDED and ends is not None and ends <= ticket.opened_at
    return ticket.uncovered == Lapse.HOST or late


def farewell(found: Lapse, ctx: Context) -> Public:
    """What a channel with open tickets is told, once."""
    stays = "What is open here stays with us"
    match found:
        case Lapse.ENDED:
            words = (f"Our support contract for this channel ended on {_last_day(ctx)}. {stays}; ",)
            rest = "anything new is handled as a courtesy, without promised times."
        case Lapse.TIER:
            words, rest = (f"Your plan no longer includes support in this channel. {stays}; ",), _elsewhere(ctx)
        case _:
            words = (f"This channel is no longer used for support. {stays}; ",)
            rest = f"please ask {ctx.roster.vendor.name} where to send anything new."
    return Public(lines=(line(*words, rest),))


def _last_day(ctx: Context) -> str:
    ends = ctx.account.ends
    return day(ends) if ends is not None else ""


def _plan(ctx: Context) -> Tier | None:
    """What the account has bought by now."""
    return (ctx.present or ctx.contract).tiers.get(ctx.account.tier)


def _elsewhere(ctx: Context) -> str:
    plan, contract = _plan(ctx), ctx.present or ctx.contract
    redirect = plan.redirect if plan is not None else None
    shown = [contract.contact(name) for name in redirect.contacts] if redirect is not None else []
    ways = [f"{c.label}, {a}" for c in shown if (a := ctx.account.contacts.get(c.id) or c.address)]
    return f"for anything new: {'; '.join(ways)}." if ways else "please ask us where to send anything new."


def _cited(ctx: Context) -> tuple[str | Part, ...]:
    return (" (", clause(ctx.contract.hosting.clause), ")") if ctx.contract.hosting is not None else ()
