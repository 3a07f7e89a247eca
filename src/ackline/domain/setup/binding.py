"""Channels bound to accounts from within Slack; and what becomes of that when the files say otherwise."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from ackline.domain.account import NOBODY
from ackline.domain.decision import Change, Context, moot, refused
from ackline.domain.duty.people import Account, Roster, Vendor
from ackline.domain.effects import Effect, Inform, Tell, Whisper
from ackline.domain.events import (
    AccountKnown,
    ChannelBound,
    ChannelFound,
    ChannelsSurveyed,
    ChannelUnbound,
    HistoryRead,
    ImportTaken,
    UnboundSpoken,
)
from ackline.domain.ids import ADMIN, AccountId, EventId, UserId, account_subject
from ackline.domain.installations.installation import Installation
from ackline.domain.installations.orders import Order, may
from ackline.domain.installations.routine import InstallationChange
from ackline.domain.setup.bound import BIND, Bound
from ackline.domain.setup.site import Site
from ackline.domain.surfaces.words import Button, Internal, Line, Part, line, person, strong


def found(state: Installation, event: ChannelFound, ctx: Context) -> InstallationChange:
    """The bot is in a channel of nobody's: whoever can bind it is asked to, and triage told."""
    name = event.site.name
    if event.site.channel in _staffs_own(ctx.roster.vendor):
        return _exposed(state, event, ctx)
    asked = _asked(event, ctx)
    button = Button(act=BIND, label="Bind this channel", value=event.site.channel, style="primary")
    words = [
        line(strong(f"#{name} is shared, and I am in it. "), "No account is bound to it: nothing in it is tracked.")
    ]
    if not event.site.hosted_here:
        words.append(line("It lives in another organisation's workspace."))
    dm = Internal(lines=tuple(words), buttons=(button,))
    told: list[str | Part] = [strong(f"A shared channel without an account: #{name}. "), "Nothing in it is tracked."]
    for number, user in enumerate(asked):
        told += [" Asked to bind it: " if number == 0 else ", ", person(user)]
    notice = Inform(key=f"found/{event.id}", ticket=None, words=Internal(lines=(line(*told),), buttons=(button,)))
    whispers: list[Effect] = [Whisper(key=f"found/{event.id}", user=user, words=dm) for user in asked]
    channel = event.site.channel
    known = UnboundSpoken(id=EventId(f"{event.id}/-"), at=event.at, subject=NOBODY, channel=channel, asked=True)
    return Change(
        subject=state,
        effects=(notice, *whispers, Tell(event=known)),
        why=(f"#{name} is bound to no account: staff are asked",),
    )


def bind(state: Installation, event: ChannelBound, ctx: Context) -> InstallationChange:
    """The channel belongs to the account from now on. Refused for a channel that is somebody's already."""
    channel = event.channel
    if channel in _staffs_own(ctx.roster.vendor):
        return refused(state, "this channel is for staff only, no customer's can be bound to it")
    if (taken := ctx.roster.account_of(channel)) is not None:
        return refused(state, f"#{event.name} is bound to {taken.name} already")
    account = event.opened or ctx.roster.accounts.get(event.account)
    if account is None:
        return refused(state, f"there is no account {event.account}")
    if event.opened is not None and event.account in ctx.roster.accounts:
        return refused(state, f"there is an account {event.account} already: choose it in the list")
    bound = Bound(channel=channel, account=event.account, by=event.actor.user, at=event.at)
    opened = {**state.opened, event.account: replace(event.opened, channels=())} if event.opened else state.opened
    notice = line(
        strong(f"#{event.name} is bound to {account.name}"),
        f" ({account.contract}, {account.tier}) by ",
        person(event.actor.user),
        ". Requests there are tracked from now on. What was left unanswered before is being read; it pages nobody.",
    )
    told = Inform(key=f"bound/{event.id}", ticket=None, words=Internal(lines=(notice,)))
    return Change(
        subject=replace(state, bindings={**state.bindings, channel: bound}, opened=opened, laid_at=event.at),
        effects=(told, _known(event, account.id)),
        why=(f"#{event.name} is bound to {account.name}",),
    )


def unbind(state: Installation, event: ChannelUnbound, ctx: Context) -> InstallationChange:
    """The channel belongs to nobody from now on. Refused for one that accounts.yml binds."""
    account = ctx.roster.account_of(event.channel)
    if account is None:
        return refused(state, "this channel is bound to no account")
    if event.channel not in state.bindings:
        return refused(state, "accounts.yml binds this channel: take it out there and run `ackline import`")
    told = line(
        strong(f"A channel of {account.name} is unbound"),
        " by ",
        person(event.actor.user),
        ". New messages there are not tracked. Open tickets stay; where there are any, the customer is told.",
    )
    return Change(
        subject=_without(state, (event.channel,), event.at),
        effects=(Inform(key=f"unbound/{event.id}", ticket=None, words=Internal(lines=(told,))),),
        why=(f"a channel of {account.name} is unbound",),
    )


def survey(state: Installation, event: ChannelsSurveyed, ctx: Context) -> InstallationChange:
    """Slack says something else of bound channels than before: coverage may rest on it."""
    bound = {channel for account in ctx.roster.accounts.values() for channel in account.channels}
    sites = {site.channel: site for site in event.sites if site.channel in bound}
    news = {channel: site for channel, site in sites.items() if state.sites.get(channel) != site}
    if not news:
        return moot(state, "nothing is new")
    return Change(
        subject=replace(state, sites={c: s for c, s in state.sites.items() if c in bound} | news, laid_at=event.at),
        why=tuple(f"#{site.name}: {_described(site)}" for site in news.values()),
    )


def told_of_the_past(state: Installation, event: HistoryRead, ctx: Context) -> InstallationChange:
    """What was unanswered when a channel came: it is known, and nobody was called for it."""
    account = ctx.roster.account_of(event.channel)
    name = account.name if account is not None else event.channel
    many = "1 thread was" if event.taken == 1 else f"{event.taken} threads were"
    told = line(
        strong(f"{name}: {many} unanswered when its channel was bound. "),
        f"Read back over {event.days} days; each is a ticket now. Nobody was paged, and the customer saw nothing.",
    )
    return Change(
        subject=state,
        effects=(Inform(key=f"past/{event.id}", ticket=None, words=Internal(lines=(told,))),),
        why=(f"{event.taken} threads of before are tickets",),
    )


def take(state: Installation, event: ImportTaken, bare: Roster) -> InstallationChange:
    """What the files have now is theirs: it leaves the layer, and where they say otherwise staff are told."""
    if state.reckoned == event.version:
        return moot(state, "held against this import already")
    channels = {c: account for account in bare.accounts.values() for c in account.channels if c in state.bindings}
    known = {name: bare.accounts[name] for name in state.opened if name in bare.accounts}
    lines = (
        *(x for c, account in channels.items() for x in _moved(state, c, account)),
        *(x for name, account in known.items() for x in _differing(state.opened[name], account)),
    )
    after = replace(
        _without(state, channels.keys(), event.at),
        opened={name: account for name, account in state.opened.items() if name not in known},
        shadows={whom: on for whom, on in state.shadows.items() if not _said(whom, on, state, bare)},
        reckoned=event.version,
    )
    loud = Inform(
        key=f"import/{event.id}",
        ticket=None,
        words=Internal(lines=(line(strong("accounts.yml and what was set in Slack disagree. The file wins.")), *lines)),
    )
    tells = tuple(_known(event, account) for account in {**after.opened, **bare.accounts})
    return Change(
        subject=after,
        effects=(loud, *tells) if lines else tells,
        why=(f"held against import {event.version}: {len(channels)} bindings are in the files now",),
    )


def _known(event: ChannelBound | ImportTaken, account: AccountId) -> Tell:
    """An account learns that it is in force, with the plan that it has now."""
    subject = account_subject(account)
    return Tell(event=AccountKnown(id=EventId(f"{event.id}/{account}"), at=event.at, subject=subject))


def _exposed(state: Installation, event: ChannelFound, ctx: Context) -> InstallationChange:
    """A channel that internal words go to is open to others: its administrators hear of it, and nobody in it."""
    words = line(
        strong(f"#{event.site.name} is shared with another organisation. "),
        "What I tell staff goes there, and they can read it. Unshare it, or name another channel in people.yml.",
    )
    whispers = (
        Whisper(key=f"exposed/{event.id}", user=user, words=Internal(lines=(words,))) for user in _admins(event, ctx)
    )
    return Change(subject=state, effects=tuple(whispers), why=(f"#{event.site.name} is for staff, and is shared",))


def _staffs_own(vendor: Vendor) -> tuple[str, str]:
    return vendor.triage_channel, vendor.fallback_channel


def _described(site: Site) -> str:
    where = "hosted here" if site.hosted_here else "hosted elsewhere"
    return f"{where}, {'the bot is in it' if site.present else 'the bot is not in it'}"


def _asked(event: ChannelFound, ctx: Context) -> tuple[UserId, ...]:
    """Whoever brought the bot, if they may bind; else the administrators."""
    if event.inviter is not None and may(Order.BIND, event.inviter):
        return (event.inviter.user,)
    return _admins(event, ctx)


def _admins(event: ChannelFound, ctx: Context) -> tuple[UserId, ...]:
    return tuple(p.user for p in ctx.roster.people.values() if ADMIN in ctx.roster.roles_of(p.user, None, event.at))


def _without(state: Installation, channels: Collection[str], at: datetime) -> Installation:
    left = {c: bound for c, bound in state.bindings.items() if c not in channels}
    return replace(state, bindings=left, laid_at=at)


def _moved(state: Installation, channel: str, account: Account) -> Iterator[Line]:
    bound = state.bindings[channel]
    if bound.account != account.id:
        yield line(f"{channel} belongs to {account.name}; ", person(bound.by), f" had bound it to {bound.account}.")


def _differing(opened: Account, written: Account) -> Iterator[Line]:
    if replace(opened, channels=(), shadow=False) != replace(written, channels=(), shadow=False):
        yield line(f"{written.name} is {written.contract}, {written.tier}; in Slack: {opened.contract}, {opened.tier}.")


def _said(whom: str, on: bool, state: Installation, bare: Roster) -> bool:
    """Whether the files say by themselves what a switch of shadow mode says."""
    kind, _, name = whom.partition(":")
    if kind == "contract":
        return all(a.shadow is on for a in (*bare.accounts.values(), *state.opened.values()) if a.contract == name)
    found = next((a for a in bare.accounts.values() if a.id == name), None)
    return found is not None and found.shadow is on and f"contract:{found.contract}" not in state.shadows
