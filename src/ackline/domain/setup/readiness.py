"""What must be right before a contract counts for an account: its channels, its plan, its people, its checklist."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ackline.domain.contract import Contract, Entitlement, Hosting, Tier
from ackline.domain.duty.people import Account, Roster
from ackline.domain.ids import RoleId, role_name
from ackline.domain.installations.installation import Installation
from ackline.domain.setup.checklist import Checklist, open_points, points
from ackline.domain.setup.site import Site
from ackline.domain.surfaces.words import Line, Part, clause, line, moment, person

_SERVED = {
    Entitlement.TICKET: "requests in Slack are tickets",
    Entitlement.REDIRECT: "requests in Slack are sent elsewhere",
    Entitlement.COURTESY: "Slack is a courtesy, without promised times",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at, in words; whether it is as it should be."""

    good: bool
    words: Line


def of_channels(account: Account, contract: Contract, installation: Installation) -> Iterator[Check]:
    """Each bound channel: where it lives, and whether the bot is in it."""
    if not account.channels:
        yield Check(good=False, words=line("No channel is bound."))
    for channel in account.channels:
        site = installation.sites.get(channel)
        if site is None:
            yield Check(good=False, words=line(f"{channel}: Slack was not asked about it yet."))
        else:
            yield from of_site(site, contract)


def of_site(site: Site, contract: Contract | None) -> Iterator[Check]:
    """One channel. Where it must live is the contract's word; without one it is only told."""
    hosting = contract.hosting if contract is not None else None
    if site.hosted_here:
        yield Check(good=True, words=line(f"#{site.name} lives in our workspace", *_cited(hosting)))
    elif hosting is not None:
        words = line(f"#{site.name} lives in another organisation's workspace: no coverage there", *_cited(hosting))
        yield Check(good=False, words=words)
    else:
        yield Check(good=True, words=line(f"#{site.name} lives in another organisation's workspace."))
    yield Check(good=site.present, words=line(f"I am {'' if site.present else 'not '}in #{site.name}."))


def of_plan(account: Account, tier: Tier, now: datetime) -> Iterator[Check]:
    """Whether the tier is served in Slack, and the contract has not ended."""
    served = tier.entitlement is Entitlement.TICKET
    yield Check(good=served, words=line(f"{tier.name}: {_SERVED[tier.entitlement]} (", clause(tier.clause), ")."))
    if account.ends is not None and account.ends_at is not None:
        over = account.ends_at <= now
        yield Check(good=not over, words=line(f"The contract {'ended' if over else 'ends'} on {account.ends}."))
    if account.shadow:
        ends = f"`/ackline live {account.id}` ends it."
        yield Check(good=False, words=line(f"Shadow mode: nobody is paged, and the customer sees nothing. {ends}"))


def of_people(
    account: Account, tier: Tier, roster: Roster, installation: Installation, now: datetime
) -> Iterator[Check]:
    """Each role that is paged: who has the duty now, and whether anything wakes them."""
    for role in dict.fromkeys(step.role for step in tier.ladder):
        yield _reached(account, role, roster, installation, now)


def of_checklist(account: Account, contract: Contract, kept: Checklist) -> Iterator[Check]:
    """What staff have ticked, with who and when, and what is still open."""
    missing = {p.id for p in open_points(contract, kept, bound=bool(account.channels))}
    for point in points(contract, kept):
        tick = kept.ticks.get(point.id)
        by: tuple[str | Part, ...] = (", ", person(tick.by), " ", moment(tick.at)) if tick is not None else ()
        yield Check(good=point.id not in missing, words=line(point.label, *by, " (", clause(point.item.clause), ")"))


def _reached(account: Account, role: RoleId, roster: Roster, laid: Installation, now: datetime) -> Check:
    name = role_name(role)
    people = roster.on_duty(account, role, now)
    if not people:
        return Check(good=False, words=line(f"Nobody is on duty as {name}."))
    first = people[0]
    waking = [each.pager for each in first.lines if each.wakes]
    doubt = next((d for d in laid.doubts if d.person == first.user), None)
    if not waking:
        return Check(good=False, words=line(f"{name}: {first.name}, whom nothing wakes: give them a waking pager."))
    if doubt is not None:
        return Check(good=False, words=line(f"{name}: {first.name} {doubt.what}."))
    return Check(good=True, words=line(f"{name}: {first.name}, woken by {', '.join(dict.fromkeys(waking))}."))


def _cited(hosting: Hosting | None) -> tuple[str | Part, ...]:
    return (" (", clause(hosting.clause), ").") if hosting is not None else (".",)
