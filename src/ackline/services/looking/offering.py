"""What the form offers by which a channel is bound, and what an account's checklist shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from ackline.domain.account import AccountBook
from ackline.domain.authority import Side
from ackline.domain.contract import Contract, Tier
from ackline.domain.duty.people import Account
from ackline.domain.ids import ONCALL, AccountId, RoleId, TierId, UserId, account_subject
from ackline.domain.installations.installation import Installation
from ackline.domain.setup.checklist import EMPTY, Checklist, Point, in_force, points
from ackline.domain.setup.readiness import Check, of_channels, of_checklist, of_people, of_plan, of_site
from ackline.domain.setup.site import Site
from ackline.services.book import Book
from ackline.services.incoming.heading import account_named
from ackline.services.incoming.settingup import NEW
from ackline.services.incoming.who import Who
from ackline.services.ports import Clock, Permanent, Retry, Sites, Store, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A channel to bind, and all there is to choose from. `tier` and `roles` follow from what was chosen so far."""

    site: Site
    checks: Sequence[Check]
    accounts: Sequence[tuple[str, str]]
    account: Account | None
    contracts: Sequence[tuple[str, str]]
    contract: Contract | None
    tier: Tier | None
    rotas: Sequence[str]
    roles: Sequence[RoleId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An account's checklist: what was looked at, and what staff tick."""

    account: Account
    checks: Sequence[Check]
    contract: Contract
    kept: Checklist
    points: Sequence[Point]


class Offering:
    """Reads what there is."""

    def __init__(self, *, store: Store, book: Book, sites: Sites, who: Who, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._sites = sites
        self._who = who
        self._clock = clock

    async def offer(self, user: UserId, channel: str, chosen: Mapping[str, str]) -> Offer:
        """The form for a channel, after what was chosen in it. Permanent for who may not, and for a bound channel."""
        await self._let_in(user)
        await self._book.refresh(self._store)
        roster = self._book.roster
        async with self._store.read() as work:
            bound = await work.channels.bound_id(channel)
            present = await work.channels.present_id(bound)
        if (taken := roster.account_of(bound)) is not None:
            raise Permanent(f"This channel is bound to {taken.name} already.")
        site = await self._site(bound, present)
        account = roster.accounts.get(AccountId(chosen.get("account", "")))
        contract = self._book.offered.get(account.contract if account is not None else chosen.get("contract", ""))
        tier = _tier(contract, account, chosen)
        now = self._clock.now()
        checks = [*of_site(site, contract)]
        if account is not None and tier is not None:
            checks += [*of_plan(account, tier, now), *of_people(account, tier, roster, self._book.installation, now)]
        return Offer(
            site=site,
            checks=checks,
            accounts=((NEW, "A new account"), *((a.id, a.name) for a in _by_name(roster.accounts.values()))),
            account=account,
            contracts=tuple((c.id, c.title) for c in self._book.offered.values()),
            contract=contract,
            tier=tier,
            rotas=tuple(sorted(roster.rotas)),
            roles=_roles(contract, tier) if contract is not None and tier is not None else (),
        )

    async def prepared(self, user: UserId, name: str, channel: str) -> Prepared:
        """The checklist of an account by id or name, or of the channel's. Permanent when neither names one."""
        await self._let_in(user)
        await self._book.refresh(self._store)
        roster = self._book.roster
        async with self._store.read() as work:
            bound = roster.account_of(await work.channels.bound_id(channel)) if not name else None
            found = bound.id if bound is not None else account_named(roster, name) if name else None
            if found is None:
                raise Permanent(f"Whose checklist? There are: {', '.join(sorted(roster.accounts))}.")
            account = roster.accounts[found]
            listed = await checklist_of(work, account)
        contract = self._book.contract_of(account)
        tier = contract.tiers[account.tier]
        now, laid = self._clock.now(), await self._seen(account)
        return Prepared(
            account=account,
            checks=(
                *of_channels(account, contract, laid),
                *of_plan(account, tier, now),
                *of_people(account, tier, roster, laid, now),
                *of_checklist(account, contract, listed),
            ),
            contract=contract,
            kept=listed,
            points=tuple(p for p in points(contract, listed) if not (p.item.bound and account.channels)),
        )

    async def _seen(self, account: Account) -> Installation:
        """What was set in Slack, with what it says now of the account's channels that nobody asked about yet."""
        laid = self._book.installation
        sites = dict(laid.sites)
        for channel in account.channels:
            if channel in sites:
                continue
            async with self._store.read() as work:
                present = await work.channels.present_id(channel)
            if (found := await self._sites.of(present)) is not None:
                sites[channel] = replace(found, channel=channel)
        return replace(laid, sites=sites)

    async def _site(self, bound: str, present: str) -> Site:
        try:
            found = await self._sites.of(present)
        except Retry as blind:
            raise Permanent("Slack does not say where this channel lives. Please try again.") from blind
        if found is None:
            raise Permanent("I can't see this channel: invite me to it, then try again.")
        return replace(found, channel=bound)

    async def _let_in(self, user: UserId) -> None:
        """Anybody of the vendor may look; who may do it is decided when it is done."""
        now = self._clock.now()
        if (await self._who.actor(user, None, None, now, now)).side is not Side.STAFF:
            raise Permanent("Only the support team can see this.")


def _tier(contract: Contract | None, account: Account | None, chosen: Mapping[str, str]) -> Tier | None:
    if contract is None:
        return None
    only = next(iter(contract.tiers.values())) if len(contract.tiers) == 1 else None
    return contract.tiers.get(account.tier if account is not None else TierId(chosen.get("tier", ""))) or only


def _roles(contract: Contract, tier: Tier) -> tuple[RoleId, ...]:
    """Whoever is paged under the plan, and whom a topic belongs to."""
    topics = (route.role for route in contract.routes if route.role is not None)
    return tuple(dict.fromkeys((ONCALL, *(step.role for step in tier.ladder), *topics)))


def _by_name(accounts: Iterable[Account]) -> list[Account]:
    return sorted(accounts, key=lambda account: account.name.lower())


async def checklist_of(work: Work, account: Account) -> Checklist:
    """What is in place for an account."""
    kept = await work.subjects.read(account_subject(account.id))
    saved = msgspec.json.decode(kept.state, type=AccountBook).checklist if kept is not None else EMPTY
    return in_force(saved, account.checklist)
