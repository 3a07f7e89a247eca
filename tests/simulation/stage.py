"""Who there is in the simulation: one vendor, five customers, and the two states of its configuration."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ackline.adapters.config.contracts.freeze import freeze
from ackline.adapters.config.contracts.load import load_all
from ackline.adapters.config.roster.freeze import freeze_roster
from ackline.adapters.config.roster.load import load_roster
from ackline.adapters.slack.me import Me
from ackline.services.operating.importing import Frozen

ME = Me(user="U0ACKLINE", bot="B0ACKLINE", app="A0ACKLINE", team="T0HARBOUR", url="https://harbour.slack.example/")
TRIAGE = "C0TRIAGE"
FALLBACK = "C0FALLBACK"

STAFF = {"support": ("U0ADA", "U0BEN"), "tam": ("U0TOM",), "vp": ("U0VERA",), "staff": ("U0INES", "U0CARA")}
VENDOR_PEOPLE = frozenset(user for users in STAFF.values() for user in users)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One customer: its people (the first one asks most) and the word that must never be read anywhere else."""

    account: str
    channel: str
    team: str
    people: tuple[str, ...]

    @property
    def canary(self) -> str:
        return f"canary-{self.account}"


CUSTOMERS = (
    Customer(account="acme", channel="C0ACME", team="T0ACME", people=("U0AMY", "U0AXEL")),
    Customer(account="cobalt", channel="C0COBALT", team="T0COBALT", people=("U0CYRUS", "U0CLEO")),
    Customer(account="dune", channel="C0DUNE", team="T0DUNE", people=("U0DORA", "U0DAN")),
    Customer(account="birch", channel="C0BIRCH", team="T0BIRCH", people=("U0BIA", "U0BOB")),
    Customer(account="ember", channel="C0EMBER", team="T0EMBER", people=("U0EMMA", "U0EVE")),
)
TEAM_OF = {user: c.team for c in CUSTOMERS for user in c.people} | dict.fromkeys(VENDOR_PEOPLE, ME.team)
STAFF_CANARY = "canary-of-staff"

_PEOPLE = """
vendor: {name: Harbour, triage_channel: C0TRIAGE, fallback_channel: C0FALLBACK}
people:
  U0ADA:
    name: Ada
    support: yes
    lines: [{pager: webhook, address: "https://phone.example/ada", secret: PHONE}, slack_dm]
  U0BEN:
    name: Ben
    support: yes
    lines: [{pager: webhook, address: "https://phone.example/ben", secret: PHONE}, slack_dm]
  U0TOM: {name: Tom%(tom)s}
  U0VERA: {name: Vera, lines: [{pager: webhook, address: "https://phone.example/vera", secret: PHONE}, slack_dm]}
  U0CARA: {name: Cara}
  U0INES: {name: Ines}
rotas:
  engineers: {people: [%(engineers)s], handover: mon 09:00, timezone: Europe/Berlin, since: 2026-01-05}
  account-managers: {people: [U0TOM]}
  vp-engineering: {people: [U0VERA]}
  customer-success: {people: [U0CARA]}
  executives: {people: [U0VERA]}
"""
_ACCOUNTS = """
contracts:
  gruntwork:
    calendars:
      business: {timezone: America/New_York, weekly: {mon-fri: 09:00-17:00}, holidays: {country: US}}
  stringer:
    settings: {tam-pages: "%(tam)s"}
accounts:
  acme: {name: Acme, contract: stringer, tier: enterprise, channels: [C0ACME],
         roles: {oncall: engineers, tam: account-managers, vp: vp-engineering, csm: customer-success}}
  birch: {name: Birch, contract: stringer, tier: pro, channels: [C0BIRCH], roles: {oncall: engineers}}
  cobalt: {name: Cobalt, contract: spacelift, tier: gold, channels: [C0COBALT],
           roles: {oncall: engineers, csm: customer-success}}
  dune: {name: Dune, contract: gruntwork, channels: [C0DUNE], roles: {oncall: engineers, tam: account-managers}}
  ember: {name: Ember, contract: weka, channels: [C0EMBER], roles: {oncall: engineers, exec: executives}}
"""
_STATES = (
    {"tom": "", "engineers": "U0ADA, U0BEN", "tam": "every explicit page"},
    {
        "tom": ', lines: [{pager: webhook, address: "https://phone.example/tom", secret: PHONE}, slack_dm]',
        "engineers": "U0BEN, U0ADA",
        "tam": "P1 only",
    },
)
"""The second state has another on-call order, a telephone for the TAM, and a TAM who is paged for a P1 only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """One state of the configuration, as an import keeps it."""

    roster: Frozen
    contracts: Mapping[str, Frozen]


@cache
def configurations() -> tuple[Configuration, ...]:
    """Both states."""
    return tuple(_read(values) for values in _STATES)


def _read(values: Mapping[str, str]) -> Configuration:
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder)
        (config / "people.yml").write_text(_PEOPLE % values, encoding="utf-8")
        (config / "accounts.yml").write_text(_ACCOUNTS % values, encoding="utf-8")
        editions = load_all(config)
        roster = load_roster(config, {name: e.contract for name, e in editions.items()})
    used = sorted({account.contract for account in roster.accounts.values()})
    return Configuration(
        roster=Frozen(version=roster.version, body=freeze_roster(roster)),
        contracts={name: Frozen(version=editions[name].contract.version, body=freeze(editions[name])) for name in used},
    )
