"""accounts.yml as written: what each customer bought, where they are, who answers for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from ackline.adapters.config.contracts.block import Block, suggestion
from ackline.adapters.config.contracts.tiers import DEPLOYMENTS, ROLES
from ackline.adapters.config.roster.checklists import read_checklist
from ackline.adapters.config.roster.people import USER, check_channel, check_person
from ackline.domain.contract import Contract
from ackline.domain.duty.people import Account, Vendor
from ackline.domain.ids import AccountId, RoleId, TierId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What accounts may refer to. `shadowed` are contracts whose accounts are all in shadow mode."""

    vendor: Vendor
    people: Collection[UserId]
    rotas: Collection[str]
    contracts: Mapping[str, Contract]
    shadowed: frozenset[str] = frozenset()


def read_account(name: str, block: Block, known: Known) -> Account:
    """The account of a block."""
    contract = known.contracts.get(block.one_of("contract", known.contracts, "contract"))
    if contract is not None and contract.missing:
        why = f"{contract.id} is a template: the calendar {contract.missing[0]} is left for you to give"
        mend = f"give it as contracts.{contract.id}.calendars.{contract.missing[0]} in this file"
        block.reading.wrong(block.at("contract"), why, mend)
    tier = _tier(block, contract)
    bought = contract.tiers.get(tier) if contract is not None else None
    deployment = block.one_of("deployment", DEPLOYMENTS, "deployment", "saas")
    offered = bought.deployments if bought is not None else frozenset()
    if offered and deployment in DEPLOYMENTS and deployment not in offered:
        why = f"the tier {tier} of {block.text('contract')} is not for {deployment}"
        path = block.at("deployment" if block.has("deployment") else "tier")
        block.reading.wrong(path, why, f"it is for {', '.join(sorted(offered))}")
    return Account(
        id=AccountId(name),
        name=block.text("name"),
        contract=block.text("contract"),
        tier=tier,
        channels=tuple(c for c in block.words("channels") if check_channel(block, "channels", c)),
        deployment=deployment,
        roles=_roles(block, known),
        contacts=_contacts(block, contract),
        shadow=block.flag("shadow") if block.has("shadow") else block.text("contract", "") in known.shadowed,
        ends=_ends(block),
        checklist=read_checklist(block.part("checklist"), contract),
    )


def check_bindings(top: Block, accounts: Collection[Account], vendor: Vendor) -> None:
    """A channel belongs to one account at most, and never to the vendor's own side."""
    taken = dict.fromkeys((vendor.triage_channel, vendor.fallback_channel), "staff of the vendor")
    for account in accounts:
        for channel in account.channels:
            if channel in taken:
                path = f"{top.at('accounts')}.{account.id}.channels"
                top.reading.wrong(path, f"{channel} already belongs to {taken[channel]}", "keep it at one of them")
            taken.setdefault(channel, account.id)


def _tier(block: Block, contract: Contract | None) -> TierId:
    """The tier of an account, which a contract with a single one needs not be told."""
    if contract is None:
        return TierId(block.text("tier", ""))
    if len(contract.tiers) == 1 and not block.has("tier"):
        return next(iter(contract.tiers))
    return TierId(block.one_of("tier", contract.tiers, f"tier of {contract.id}"))


def _ends(block: Block) -> date | None:
    """The last day that the contract covers."""
    written = block.text("ends", "")
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        block.reading.wrong(block.at("ends"), f"{written!r} is no date", "write the last day: 2027-03-31")
        return None


def _roles(block: Block, known: Known) -> dict[RoleId, str]:
    """For each role a rota; a Slack user id stands for the rota of that one person."""
    roles: dict[RoleId, str] = {}
    group = block.part("roles")
    if group is None:
        return roles
    for role in group.keys:
        path, rota = group.at(role), group.text(role)
        if not group.reading.known(path, role, ROLES, "role") or not rota:
            continue
        if USER.fullmatch(rota) and rota not in known.rotas:
            check_person(group, path, rota, known.people)
        elif rota not in known.rotas:
            group.reading.wrong(path, f"{rota!r} is no rota of people.yml", suggestion(rota, known.rotas))
        roles[RoleId(role)] = rota
    return roles


def _contacts(block: Block, contract: Contract | None) -> dict[str, str]:
    group = block.part("contacts")
    if group is None:
        return {}
    known = tuple(c.id for c in contract.contacts) if contract is not None else ()
    for name in group.keys:
        group.reading.known(group.at(name), name, known, "contact of the contract")
    return {name: group.text(name) for name in group.keys}
