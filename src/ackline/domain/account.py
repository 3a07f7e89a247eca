"""An account as a subject: what it was told, so that nobody is told twice in a week."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ackline.domain.decision import Change, Context, Timer, moot, refused
from ackline.domain.effects import Inform, Say
from ackline.domain.events import (
    AccountKnown,
    Audited,
    ChannelClosed,
    ChecklistKept,
    Erased,
    Event,
    LetterDropped,
    MessageRedirected,
    PressRefused,
    ReviewMarked,
    TimerFired,
    UnboundSpoken,
    Withheld,
)
from ackline.domain.ids import SubjectId
from ackline.domain.installations.auditing import audited
from ackline.domain.installations.orders import Order, may
from ackline.domain.reviews import marking, reminding
from ackline.domain.reviews.review import NONE, Reviews
from ackline.domain.setup.bound import BIND
from ackline.domain.setup.checklist import EMPTY, Checklist, in_force
from ackline.domain.setup.preparing import completed, rests_on, ticked
from ackline.domain.setup.withheld import Spared, summary, summary_timers
from ackline.domain.surfaces.refusals import refusal
from ackline.domain.surfaces.words import Button, Internal, Public, line, strong
from ackline.domain.tickets.redirecting import redirected

NOBODY = SubjectId("account:-")
"""The subject of channels that no account is bound to."""


DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBook:
    """What an account's people were told: the last redirect of each requester, the notices by channel.

    `spared` is what shadow mode withheld since staff were last told of it. `checklist` is what staff have ticked, and
    `reviews` what they said of those that are promised each quarter.
    """

    id: SubjectId
    redirected: Mapping[str, datetime] = field(default_factory=dict)
    noticed: Mapping[str, datetime] = field(default_factory=dict)
    spared: tuple[Spared, ...] = ()
    checklist: Checklist = EMPTY
    reviews: Reviews = NONE


AccountChange = Change[AccountBook]


def decide_account(book: AccountBook, event: Event, ctx: Context, now: datetime) -> AccountChange:
    """What a fact means for an account."""
    match event:
        case MessageRedirected():
            return redirected(book.redirected, event, ctx).onto(lambda told: replace(book, redirected=told))
        case UnboundSpoken() if event.channel.startswith("D"):
            return _point_to_the_channel(book, event)
        case UnboundSpoken():
            return _ask_to_bind_once(book, event, now)
        case ChannelClosed():
            told = line(
                strong(f"A channel of {ctx.account.name} is closed: "),
                f"{event.why}. Clocks and posts there have stopped.",
            )
            notice = Inform(key=f"{book.id}/{event.id}", ticket=None, words=Internal(lines=(told,)))
            return Change(subject=book, effects=(notice,), why=(f"a channel is closed: {event.why}",))
        case Audited():
            noticed, notices = audited(book.noticed, event, ctx.roster.vendor.fallback_channel)
            return Change(
                subject=replace(book, noticed=noticed),
                effects=tuple(notices),
                why=(f"audited: {len(event.findings)} findings, {len(notices)} told",),
            )
        case Erased():
            return Change(subject=book, why=(f"the operator erased {event.what}",))
        case LetterDropped():
            return Change(subject=book, why=(f"the operator dropped {event.letter}: {event.reason}",))
        case PressRefused():
            return _press_refused(book, event)
        case Withheld():
            spared = Spared(
                at=event.at,
                number=event.number,
                pages=event.pages,
                said=event.said,
                card=event.card,
                breach=event.breach,
            )
            return Change(subject=replace(book, spared=(*book.spared, spared)), why=("withheld by shadow mode",))
        case AccountKnown():
            return marking.known(book.reviews, event, ctx).onto(lambda known: replace(book, reviews=known))
        case ReviewMarked():
            return marking.marked(book.reviews, event, ctx).onto(lambda marked: replace(book, reviews=marked))
        case TimerFired(rule=reminding.NAME):
            return reminding.remind(book.reviews, event, ctx, now).onto(lambda told: replace(book, reviews=told))
        case TimerFired():
            return _tell_what_was_spared(book, event, ctx)
        case ChecklistKept():
            return _ticked(book, event, ctx)
        case _:
            return moot(book, f"{type(event).__name__} is not for an account")


def _ticked(book: AccountBook, event: ChecklistKept, ctx: Context) -> AccountChange:
    if not may(Order.CHECK, event.actor):
        return refused(book, "only support and those who answer for the account may tick its checklist")
    if not ctx.contract.onboarding:
        return refused(book, f"{ctx.contract.title} asks for nothing to be in place")
    before = in_force(book.checklist, ctx.account.checklist)
    after = ticked(before, event, ctx)
    return Change(
        subject=replace(book, checklist=after),
        effects=completed(before, after, event, ctx),
        clauses=rests_on(ctx),
        why=(f"the checklist of {ctx.account.name}: {len(after.ticks)} ticked",),
    )


def account_timers(book: AccountBook, ctx: Context) -> tuple[Timer, ...]:
    """When staff are told next what shadow mode withheld, and reminded of reviews."""
    found = (*summary_timers(book.spared, ctx), *reminding.review_timers(book.reviews, ctx))
    return tuple(sorted(found, key=lambda timer: timer.due))


def _tell_what_was_spared(book: AccountBook, event: TimerFired, ctx: Context) -> AccountChange:
    if event.step not in {timer.step for timer in summary_timers(book.spared, ctx)}:
        return moot(book, "told already")
    words = summary(book.spared, ctx.account.id, ctx.account.name)
    return Change(
        subject=replace(book, spared=()),
        effects=(Inform(key=f"{book.id}/{event.rule}/{event.step}", ticket=None, words=words),),
        why=(f"told what shadow mode withheld: {len(book.spared)} times something",),
    )


def _press_refused(book: AccountBook, event: PressRefused) -> AccountChange:
    """Nothing is done, it is kept who tried what, and whoever tried is told."""
    change = refused(book, event.words)
    change = replace(change, why=(f"{event.actor.user} pressed what names {event.named!r}", event.words))
    return change if event.answered else change.plus(refusal(event.id, event.actor, event.words))


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


def _ask_to_bind_once(book: AccountBook, event: UnboundSpoken, now: datetime) -> AccountChange:
    channel = event.channel
    if channel in book.noticed:
        return moot(book, "staff were told already")
    known = replace(book, noticed={**book.noticed, channel: now})
    if event.asked:
        return Change(subject=known, why=("staff were asked as the bot came into the channel",))
    words = Internal(
        lines=(
            line(strong("A shared channel without an account: "), f"{channel}. Nothing in it is tracked."),
            line("Bind it here, or in accounts.yml and by `ackline import`."),
        ),
        buttons=(Button(act=BIND, label="Bind this channel", value=channel, style="primary"),),
    )
    return Change(
        subject=known,
        effects=(Inform(key=f"{book.id}/{channel}", ticket=None, words=words),),
        why=("staff are told, once",),
    )
