"""The contracts and the roster in force, and the context that each decision is made in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

import msgspec

from ackline.domain.calling.page import Page
from ackline.domain.contract import Contract
from ackline.domain.decision import Context
from ackline.domain.duty.people import Account, Roster
from ackline.domain.events import Event, MessageRedirected, PageRequested, TicketOpened
from ackline.domain.ids import AccountId, ContractVersion, RoleId, SeverityId, SubjectId, TierId
from ackline.domain.installations.installation import INSTALLATION, Installation
from ackline.domain.installations.layering import over
from ackline.domain.kinds import Subject
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.timetable import stamp
from ackline.services.ports import Store, Work

UNBOUND = Account(id=AccountId("-"), name="(no account)", contract="-", tier=TierId("-"))
NO_CONTRACT = Contract(
    id="-",
    version=ContractVersion("-"),
    title="(no contract)",
    word="",
    severities=(),
    assumed=SeverityId("-"),
    tiers={},
    calendars={},
    clauses={},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What was imported last: the roster, and the contract that new tickets of each id take."""

    roster: Roster
    contracts: dict[str, Contract]


class Book:
    """Contexts for decisions. Old contract versions are read from the store once and kept.

    `reread` gives the last import: another replica may have taken a newer one.
    """

    def __init__(
        self,
        edition: Edition,
        *,
        thaw: Callable[[str], Contract],
        tzdata: str,
        reread: Callable[[], Awaitable[Edition]] | None = None,
    ) -> None:
        self._edition = edition
        self._thaw = thaw
        self._reread = reread
        self._tzdata = tzdata
        self._versions = {c.version: c for c in edition.contracts.values()}
        self._installation = Installation()
        self._kept = b""
        self._roster = over(edition.roster, self._installation)

    @property
    def roster(self) -> Roster:
        """The people and accounts in force: what was imported, with what was set in Slack over it."""
        return self._roster

    @property
    def imported(self) -> Roster:
        """What was imported, bare."""
        return self._edition.roster

    @property
    def installation(self) -> Installation:
        """What was set in Slack over what was imported, as of the last `refresh`."""
        return self._installation

    async def refresh(self, store: Store) -> None:
        """Take what was set in Slack since, here or by another replica."""
        async with store.glance() as work:
            kept = await work.subjects.read(INSTALLATION)
        if kept is not None and kept.state != self._kept:
            self._kept = kept.state
            self._installation = msgspec.json.decode(kept.state, type=Installation)
            self._roster = over(self._edition.roster, self._installation)
            if self._reread is not None and self._installation.reckoned not in ("", self.imported.version):
                self.replace(await self._reread())

    @property
    def stamp(self) -> str:
        """What every wake is stamped with that was derived from what is in force now."""
        return stamp(self.roster.version, self._tzdata)

    def replace(self, edition: Edition) -> None:
        """Take a new import; tickets keep the contract version they were opened with."""
        self._edition = edition
        self._roster = over(edition.roster, self._installation)
        self._versions |= {c.version: c for c in edition.contracts.values()}

    @property
    def offered(self) -> dict[str, Contract]:
        """The contracts that a further account may take."""
        there = self._edition.contracts
        return {name: there[name] for name in self.imported.offered if name in there}

    def contract_of(self, account: Account) -> Contract:
        """The contract that a new ticket of an account takes. KeyError when none was imported."""
        return self._edition.contracts[account.contract]

    async def context(self, subject: SubjectId, state: Subject | None, event: Event | None, work: Work) -> Context:
        """The context of a decision. LookupError for a contract version that was never kept."""
        installation = state if isinstance(state, Installation) else self._installation
        account_id, version = _belongs(subject, state, event)
        account = self.roster.accounts.get(account_id)
        if version is None:
            contract = self._edition.contracts.get(account.contract) if account is not None else None
            return Context(
                contract=contract or NO_CONTRACT,
                account=account or UNBOUND,
                # What is laid over the roster is the installation's own state: it is given the bare one.
                roster=self.imported if subject == INSTALLATION else self.roster,
                installation=installation,
            )
        contract = await self._version(version, work)
        moved = account.contract if account is not None and account.contract != contract.id else None
        return Context(
            contract=contract,
            account=_as_promised(account_id, account, contract, state, event),
            roster=self.roster,
            installation=installation,
            present=self._edition.contracts.get(moved) if moved is not None else None,
        )

    async def account_of(self, ticket: Ticket, work: Work) -> Account | None:
        """Whose a ticket is: also of an account that is not there any more, as long as its contract is in use."""
        if (account := self.roster.accounts.get(ticket.account)) is not None:
            return account
        contract = (await self._version(ticket.contract, work)).id
        known = contract in self._edition.contracts
        return _removed(ticket.account, contract, ticket.tier, ticket.roles) if known else None

    async def _version(self, version: ContractVersion, work: Work) -> Contract:
        if version not in self._versions:
            body = await work.config.get("contract", version)
            if body is None:
                raise LookupError(f"contract version {version} is not in the database")
            self._versions[version] = self._thaw(body)
        return self._versions[version]


def _as_promised(
    name: AccountId, account: Account | None, contract: Contract, state: Subject | None, event: Event | None
) -> Account:
    """The account that a ticket is decided for. What it was promised stands, and so do those who answer for it.

    Where the account has another contract by now, or is in accounts.yml no more, the rotas of then fill in.
    """
    if account is not None and account.contract == contract.id:
        return account
    match state, event:
        case Ticket(), _:
            tier, roles = state.tier, state.roles
        case Page(), _:
            tier, roles = TierId("-"), state.request.roles
        case _, PageRequested():
            tier, roles = TierId("-"), event.roles
        case _:
            tier, roles = TierId("-"), {}
    if account is None:
        return _removed(name, contract.id, tier, roles)
    return replace(account, roles={**roles, **account.roles})


def _removed(name: AccountId, contract: str, tier: TierId, roles: Mapping[RoleId, str]) -> Account:
    return Account(id=name, name=name, contract=contract, tier=tier, roles=roles)


def _belongs(
    subject: SubjectId, state: Subject | None, event: Event | None
) -> tuple[AccountId, ContractVersion | None]:
    match state, event:
        case Ticket(), _:
            return state.account, state.contract
        case Page(), _:
            return state.request.account, state.request.contract
        case _, TicketOpened() | PageRequested():
            return event.account, event.contract
        case _, MessageRedirected():
            return AccountId(subject.partition(":")[2]), None
        case _:
            return AccountId(subject.partition(":")[2]), None
