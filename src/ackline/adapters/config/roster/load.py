"""The roster from its two files."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from ackline.adapters.config.contracts.adjust import SECTION, SHADOW
from ackline.adapters.config.contracts.block import Block, Reading
from ackline.adapters.config.contracts.errors import RosterError
from ackline.adapters.config.contracts.load import ACCOUNTS
from ackline.adapters.config.contracts.source import read_file
from ackline.adapters.config.roster.accounts import Known, check_bindings, read_account
from ackline.adapters.config.roster.freeze import versioned
from ackline.adapters.config.roster.people import USER, read_person, read_vendor
from ackline.adapters.config.roster.rotas import read_rota
from ackline.domain.contract import Contract
from ackline.domain.duty.people import Account, Fixed, Person, Roster, Rota
from ackline.domain.ids import AccountId, UserId

PEOPLE = "people.yml"


def load_roster(config: Path, contracts: Mapping[str, Contract], calendars: Mapping[str, str] | None = None) -> Roster:
    """The roster of a configuration directory. Raises RosterError with all that is wrong in both files.

    `calendars` are the texts of those that people.yml names by address; None: nobody has looked, nor does this.
    """
    staff, top = _open(config / PEOPLE)
    vendor = read_vendor(top)
    ids = tuple(UserId(user) for user in top.keys_in("people"))
    people = {UserId(user): read_person(user, part) for user, part in top.parts("people", required=True)}
    text_of = partial(_text_of, config, calendars)
    rotas: dict[str, Rota] = {name: read_rota(part, people, text_of) for name, part in top.parts("rotas")}
    known = Known(vendor=vendor, people=ids, rotas=top.keys_in("rotas"), contracts=contracts)

    customers, bound = _open(config / ACCOUNTS)
    known = replace(known, shadowed=_shadowed(bound))
    accounts = {AccountId(name): read_account(name, part, known) for name, part in bound.parts("accounts")}
    check_bindings(bound, tuple(accounts.values()), vendor)
    mistakes = (*staff.finish(), *customers.finish())
    if mistakes:
        raise RosterError(mistakes)
    rotas |= _single(people, accounts)
    offered = tuple(sorted(contract.id for contract in contracts.values() if not contract.missing))
    roster = Roster(version="", vendor=vendor, people=people, rotas=rotas, accounts=accounts, offered=offered)
    return versioned(roster, (contract.version for contract in contracts.values()))


def addresses(config: Path) -> tuple[str, ...]:
    """The calendars that people.yml names by address. RosterError when it holds no mapping."""
    _, top = _open(config / PEOPLE)
    named = [part.text("ical", "") for _, part in top.parts("rotas")]
    return tuple(dict.fromkeys(source for source in named if "://" in source))


def _text_of(config: Path, calendars: Mapping[str, str] | None, source: str) -> str | None:
    if "://" not in source:
        return (config / source).read_text(encoding="utf-8")
    if calendars is not None and source not in calendars:
        raise OSError("it could not be fetched")
    return calendars[source] if calendars is not None else None


def _shadowed(bound: Block) -> frozenset[str]:
    """The contracts all of whose accounts are in shadow mode. What else stands there is read with the contracts."""
    found = set()
    for name, part in bound.parts(SECTION):
        if part.flag(SHADOW):
            found.add(name)
        part.abandon()
    return frozenset(found)


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
