"""The roster from its two files."""

from collections.abc import Mapping
from pathlib import Path

from ackline.adapters.config.contracts.adjust import SECTION
from ackline.adapters.config.contracts.block import Block, Reading
from ackline.adapters.config.contracts.errors import RosterError
from ackline.adapters.config.contracts.load import ACCOUNTS
from ackline.adapters.config.contracts.source import read_file
from ackline.adapters.config.roster.accounts import Known, check_bindings, read_account
from ackline.adapters.config.roster.freeze import versioned
from ackline.adapters.config.roster.people import USER, read_person, read_vendor
from ackline.adapters.config.roster.rotas import read_rota
from ackline.domain.contract import Contract
from ackline.domain.ids import AccountId, UserId
from ackline.domain.people import Account, Fixed, Person, Roster, Rota

PEOPLE = "people.yml"


def load_roster(config: Path, contracts: Mapping[str, Contract]) -> Roster:
    """The roster of a configuration directory. Raises RosterError with all that is wrong in both files."""
    staff, top = _open(config / PEOPLE)
    vendor = read_vendor(top)
    ids = tuple(UserId(user) for user in top.keys_in("people"))
    people = {UserId(user): read_person(user, part) for user, part in top.parts("people", required=True)}
    rotas: dict[str, Rota] = {name: read_rota(part, ids) for name, part in top.parts("rotas")}
    known = Known(vendor=vendor, people=ids, rotas=top.keys_in("rotas"), contracts=contracts)

    customers, bound = _open(config / ACCOUNTS)
    bound.value(SECTION)
    accounts = {AccountId(name): read_account(name, part, known) for name, part in bound.parts("accounts")}
    check_bindings(bound, tuple(accounts.values()), vendor)
    mistakes = (*staff.finish(), *customers.finish())
    if mistakes:
        raise RosterError(mistakes)
    rotas |= _single(people, accounts)
    return versioned(Roster(version="", vendor=vendor, people=people, rotas=rotas, accounts=accounts))


def _open(path: Path) -> tuple[Reading, Block]:
    """The file's reading and its top. Raises RosterError for a file that holds no mapping at all."""
    reading = Reading(read_file(path, str(path)))
    top = reading.top()
    if not top.keys:
        raise RosterError(reading.finish())
    return reading, top


def _single(people: Mapping[UserId, Person], accounts: Mapping[AccountId, Account]) -> dict[str, Rota]:
    """The rotas of one person that accounts name by that person's id."""
    named = {rota for account in accounts.values() for rota in account.roles.values()}
    return {user: Fixed(people=(user,)) for user in people if user in named and USER.fullmatch(user)}
