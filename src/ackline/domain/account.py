"""An account as a subject: what it was told, so that nobody is told twice in a week."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ackline.domain.auditing import audited
from ackline.domain.contract import Contact, Redirect
from ackline.domain.decision import Change, Context, moot
from ackline.domain.effects import Inform, Say
from ackline.domain.events import Audited, ChannelClosed, Event, LetterDropped, MessageRedirected, UnboundSpoken
from ackline.domain.ids import SubjectId
from ackline.domain.words import Internal, Line, Public, clause, line, link, quote, strong, thread

NOBODY = SubjectId("account:-")
"""The subject of channels that no account is bound to."""


DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBook:
    """What an account's people were told: the last redirect of each requester, the notices by channel."""

    id: SubjectId
    redirected: Mapping[str, datetime] = field(default_factory=dict)
    noticed: Mapping[str, datetime] = field(default_factory=dict)


AccountChange = Change[AccountBook]


def decide_account(book: AccountBook, event: Event, ctx: Context, now: datetime) -> AccountChange:
    """What a fact means for an account."""
    match event:
        case MessageRedirected():
            return _redirected(book, event, ctx)
        case UnboundSpoken() if event.channel.startswith("D"):
            return _point_to_the_channel(book, event)
        case UnboundSpoken():
            return _notice_once(book, event.channel, _how_to_bind(event.channel), now)
        case ChannelClosed():
            told = line(
                strong(f"A channel of {ctx.account.name} is closed: "),
                f"{event.why}. Clocks and posts there have stopped.",
            )
            notice = Inform(key=f"{book.id}/{event.id}", ticket=None, words=Internal(lines=(told,)))
            return Change(subject=book, effects=(notice,), why=(f"a channel is closed: {event.why}",))
        case Audited():
            noticed, told = audited(book.noticed, event, ctx.roster.vendor.fallback_channel)
            return Change(
                subject=replace(book, noticed=noticed),
                effects=tuple(told),
                why=(f"audited: {len(event.findings)} findings, {len(told)} told",),
            )
        case LetterDropped():
            return Change(subject=book, why=(f"the operator dropped {event.letter}: {event.reason}",))
        case _:
            return moot(book, f"{type(event).__name__} is not for an account")


def _redirected(book: AccountBook, event: MessageRedirected, ctx: Context) -> AccountChange:
    redirect = ctx.contract.tiers[ctx.account.tier].redirect
    if redirect is None:
        return moot(book, "this tier has Slack support")
    critical = bool(event.writing.critical or event.writing.claim)
    if event.writing.chatter is not None and not critical:
        return moot(book, f"chatter ({event.writing.chatter})")
    last = book.redirected.get(event.actor.user)
    if not critical and last is not None and redirect.once_per is not None and event.at < last + redirect.once_per:
        return moot(book, "redirected within the week")
    cited = (redirect.critical_clause if critical else None) or redirect.clause
    shown = tuple(ctx.contract.contact(c) for c in _contacts(event, redirect, ctx, critical))
    say = Say(
        key=f"redirect/{event.channel}/{event.writing.ts}",
        channel=event.channel,
        thread=event.thread,
        words=Public(lines=_redirect_lines(redirect, shown, ctx, critical)),
    )
    change = Change(
        subject=replace(book, redirected={**book.redirected, event.actor.user: event.at}),
        effects=(say,),
        clauses=(cited, redirect.clause, *(c.clause for c in shown)),
        why=("Slack is no support channel here: " + ("phone and portal at once" if critical else "shown the way"),),
    )
    return change.plus(_ping(event, redirect, ctx, critical)) if redirect.courtesy_ping or critical else change


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
    return (line(redirect.text), *ways)


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


def _point_to_the_channel(book: AccountBook, event: UnboundSpoken) -> AccountChange:
    """A customer wrote to the bot itself, where nobody reads it (SPA-10): told so, once a day."""
    last = book.noticed.get(event.channel)
    if last is not None and event.at < last + DAY:
        return moot(book, "pointed to the channel today")
    words = line("Nobody reads messages to me. Please ask in your shared channel, where the whole team sees it.")
    say = Say(key=f"direct/{event.id}", channel=event.channel, thread=None, words=Public(lines=(words,)))
    return Change(
        subject=replace(book, noticed={**book.noticed, event.channel: event.at}),
        effects=(say,),
        why=("a direct message to the bot: pointed to the shared channel",),
    )


def _notice_once(book: AccountBook, key: str, lines: tuple[Line, ...], now: datetime) -> AccountChange:
    if key in book.noticed:
        return moot(book, "staff were told already")
    return Change(
        subject=replace(book, noticed={**book.noticed, key: now}),
        effects=(Inform(key=f"{book.id}/{key}", ticket=None, words=Internal(lines=lines)),),
        why=("staff are told, once",),
    )


def _how_to_bind(channel: str) -> tuple[Line, ...]:
    return (
        line(strong("A shared channel without an account: "), f"{channel}. Nothing in it is tracked."),
        line("To bind it, add the channel to an account in accounts.yml and run: ackline import"),
    )
