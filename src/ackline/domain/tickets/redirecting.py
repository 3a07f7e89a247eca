"""Where Slack is no support channel: whoever asks there is shown the way that counts, and not too often."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ackline.domain.contract import Contact, Entitlement, EscalationRule, Redirect, Tier
from ackline.domain.decision import Change, Context, moot
from ackline.domain.effects import Inform, Say
from ackline.domain.events import MessageRedirected
from ackline.domain.ids import SubjectId
from ackline.domain.surfaces.cards import before_ticket
from ackline.domain.surfaces.words import Button, Internal, Line, Public, clause, line, link, quote, strong, thread

Told = Mapping[str, datetime]
"""When each requester was last shown the way."""


def redirected(told: Told, event: MessageRedirected, ctx: Context) -> Change[Told]:
    """The answer to a message; moot where there is nothing to say, or it was said a short while ago."""
    tier = ctx.contract.tiers[ctx.account.tier]
    redirect = tier.redirect
    if redirect is None:
        return moot(told, "this tier has Slack support")
    if tier.escalation is not None and _asks_for_more(event, tier.escalation, ctx):
        return _shown_the_escalation(told, event, tier.escalation, ctx)
    critical = bool(event.writing.critical or event.writing.claim)
    if event.writing.chatter is not None and not critical:
        return moot(told, f"chatter ({event.writing.chatter})")
    last = told.get(event.actor.user)
    if not critical and last is not None and redirect.once_per is not None and event.at < last + redirect.once_per:
        return moot(told, "redirected within the week")
    cited = (redirect.critical_clause if critical else None) or redirect.clause
    shown = tuple(ctx.contract.contact(c) for c in _contacts(event, redirect, ctx, critical))
    say = Say(
        key=f"redirect/{event.channel}/{event.writing.ts}",
        channel=event.channel,
        thread=event.thread,
        words=Public(
            lines=_redirect_lines(redirect, shown, ctx, critical),
            buttons=tuple(replace(button, aside=True) for button in _escalate_button(event, tier, ctx)),
        ),
        until=_ticket(event),
    )
    change: Change[Told] = Change(
        subject={**told, event.actor.user: event.at},
        effects=(say,),
        clauses=(cited, redirect.clause, *(c.clause for c in shown)),
        why=("Slack is no support channel here: " + ("phone and portal at once" if critical else "shown the way"),),
    )
    return change.plus(_ping(event, redirect, ctx, critical)) if redirect.courtesy_ping or critical else change


def _asks_for_more(event: MessageRedirected, rule: EscalationRule, ctx: Context) -> bool:
    """Whether the words are about an escalation: the route of their topic leads where one goes."""
    route = next((r for r in ctx.contract.routes if r.topic == event.topic), None)
    return route is not None and route.contact in rule.contacts


def _shown_the_escalation(told: Told, event: MessageRedirected, rule: EscalationRule, ctx: Context) -> Change[Told]:
    """Whoever is not content is answered every time: by telephone, or by a button that calls somebody (WEK-9)."""
    tier = ctx.contract.tiers[ctx.account.tier]
    ways = (_way(ctx.contract.contact(contact), ctx) for contact in rule.contacts)
    words = Public(
        lines=(line("Press Escalate… and tell us why. ", rule.text), *ways), buttons=_escalate_button(event, tier, ctx)
    )
    say = Say(
        key=f"redirect/{event.channel}/{event.writing.ts}",
        channel=event.channel,
        thread=event.thread,
        words=words,
        until=_ticket(event),
    )
    return Change(subject=told, effects=(say,), clauses=(rule.clause,), why=("asked for more: shown the escalation",))


def _ticket(event: MessageRedirected) -> SubjectId:
    """The ticket that the message can still become."""
    return SubjectId(f"ticket:{event.channel}:{event.writing.ts}")


def _escalate_button(event: MessageRedirected, tier: Tier, ctx: Context) -> tuple[Button, ...]:
    """Where Slack has no tickets an escalation opens one, of the message that it is about."""
    if tier.escalation is None or tier.entitlement is not Entitlement.COURTESY:
        return ()
    message = f"{event.channel}/{event.writing.ts}/{event.thread}"
    return (Button(act="escalate", label="Escalate…", value=f"account:{ctx.account.id}|{message}"),)


def _contacts(event: MessageRedirected, redirect: Redirect, ctx: Context, critical: bool) -> tuple[str, ...]:
    """The ways to show, the topic's own first."""
    if critical and redirect.critical_contacts:
        return redirect.critical_contacts
    topic = tuple(route.contact for route in ctx.contract.routes if route.topic == event.topic)
    return (*topic, *redirect.contacts)


def _redirect_lines(redirect: Redirect, shown: tuple[Contact, ...], ctx: Context, critical: bool) -> tuple[Line, ...]:
    ways = tuple(_way(contact, ctx) for contact in shown)
    if critical and redirect.critical_contacts:
        urgent = line(strong("If this is critical, please do not wait for an answer here. "), "Reach us now:")
        return (urgent, *ways, line(redirect.text))
    return (line(redirect.text), *ways, *before_ticket(ctx, but=tuple(contact.id for contact in shown)))


def _way(contact: Contact, ctx: Context) -> Line:
    address = ctx.account.contacts.get(contact.id) or contact.address
    if not address:
        return line(strong(f"{contact.label}: "), "in your welcome packet")
    shown = link(address, address) if address.startswith(("https://", "http://")) else address
    return line(strong(f"{contact.label}: "), shown)


def _ping(event: MessageRedirected, redirect: Redirect, ctx: Context, critical: bool) -> Inform:
    kind = "looks critical" if critical else "looks like a request"
    words = Internal(
        lines=(
            line(
                strong(f"{ctx.account.name} wrote something that {kind}. "),
                "Slack carries no SLA here (",
                clause(redirect.clause),
                "); the customer was shown the way. ",
                thread(event.channel, event.thread, "Open the message"),
            ),
            line(quote(event.writing.text)),
        )
    )
    return Inform(key=f"courtesy/{event.channel}/{event.writing.ts}", ticket=None, words=words)
