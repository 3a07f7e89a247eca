"""The world of the walk: two customers with two channels each, a guest, somebody nobody knows, staff of all standings.

Everything of a customer bears the customer's name: ids of people, channels and teams, addresses, phone numbers. So a
name in the wrong place is as much a leak as a word.
"""

from random import Random
from typing import Any

CUSTOMERS = ("quokka", "narwhal")
PEOPLE_OF = {
    "quokka": ("quokka-ann", "quokka-bob"),
    "narwhal": ("narwhal-cat", "narwhal-dan"),
    "stranger": ("stranger-eve",),
}
STAFF = ("ada", "ben", "tom", "vera", "ines")
GUEST = "gus"
OUTSIDE = (*(name for names in PEOPLE_OF.values() for name in names), GUEST)
"""Whoever is no staff: people of customers, a guest of the vendor's in Quokka's channel, and one without an account."""

TRIAGE, FALLBACK = "C0TRIAGE", "C0FALLBACK"
CHANNELS = {
    "C0QUOKKA": "quokka",
    "C0QUOKKATWO": "quokka",
    "C0NARWHAL": "narwhal",
    "C0NARWHALTWO": "narwhal",
    "C0STRANGER": "stranger",
}

_PLANS = (
    ("stringer", "tier: enterprise, deployment: saas, "),
    ("stringer", "tier: pro, "),
    ("spacelift", "tier: gold, "),
    ("spacelift", "tier: silver, "),
    ("gruntwork", ""),
    ("weka", ""),
)

PEOPLE = """
vendor: {name: Harbour, triage_channel: C0TRIAGE, fallback_channel: C0FALLBACK}
people:
  U0ADA:
    name: Ada
    support: yes
    admin: yes
    lines: [{pager: webhook, address: "{phone}/ada", secret: PHONE_SECRET}, slack_dm]
  U0BEN: {name: Ben, support: yes}
  U0TOM: {name: Tom}
  U0VERA: {name: Vera}
  U0INES: {name: Ines}
rotas:
  engineers: {people: [U0ADA, U0BEN], handover: mon 09:00, timezone: Europe/Berlin, since: 2026-11-16}
  account-managers: {people: [U0TOM]}
  leadership: {people: [U0VERA]}
"""

_CONTRACTS = """
contracts:
  gruntwork:
    calendars:
      business: {clause: GRU-5, timezone: America/New_York, weekly: {mon-fri: 09:00-17:00}, holidays: {country: US}}
"""

_ACCOUNT = """  {id}:
    name: {title}
    contract: {contract}
    {tier}channels: [{channels}]
    roles: {{oncall: engineers, tam: account-managers, vp: leadership, csm: account-managers, exec: leadership}}
    contacts: {{email: {id}@harbour.example}}
"""


def user_id(name: str) -> str:
    return "U0" + name.replace("-", "").upper()


def customer_of(name: str) -> str:
    """Whose somebody is: a customer's, or `staff`. The guest is in Quokka's channel."""
    if name == GUEST:
        return "quokka"
    return next((customer for customer, names in PEOPLE_OF.items() if name in names), "staff")


def accounts(rng: Random) -> str:
    """accounts.yml, with contracts that the seed chooses."""
    told = []
    for customer in CUSTOMERS:
        contract, tier = rng.choice(_PLANS)
        channels = ", ".join(channel for channel, whose in CHANNELS.items() if whose == customer)
        lines = "".join(f"{part}\n    " for part in tier.rstrip(", ").split(", ") if part)
        told.append(
            _ACCOUNT.format(id=customer, title=customer.title(), contract=contract, tier=lines, channels=channels)
        )
    return _CONTRACTS + "accounts:\n" + "".join(told)


def slack() -> dict[str, Any]:
    """Harbour's workspace; the second channel of each customer has only the first of its people."""
    everybody = {name: f"T0{customer.upper()}" for customer, names in PEOPLE_OF.items() for name in names}
    everybody |= dict.fromkeys((*STAFF, GUEST), "T0HARBOUR")
    staff = [user_id(name) for name in STAFF]
    return {
        "now": "2026-11-20T15:00:00+00:00",
        "teams": [
            {"id": f"T0{name.upper()}", "name": name, "domain": name, "vendor": name == "harbour"}
            for name in ("harbour", *PEOPLE_OF)
        ],
        "users": [
            {"id": user_id(name), "name": name, "team": team, "is_restricted": name == GUEST}
            for name, team in everybody.items()
        ],
        "channels": [
            *(
                {
                    "id": channel,
                    "name": channel.removeprefix("C0").lower(),
                    "shared_with": [f"T0{customer.upper()}"],
                    "members": [*staff, *map(user_id, _outside(channel, customer))],
                }
                for channel, customer in CHANNELS.items()
            ),
            {"id": TRIAGE, "name": "triage", "members": staff},
            {"id": FALLBACK, "name": "fallback", "members": staff},
        ],
    }


def _outside(channel: str, customer: str) -> tuple[str, ...]:
    if channel.endswith("TWO"):
        return PEOPLE_OF[customer][:1]
    return (*PEOPLE_OF[customer], GUEST) if customer == "quokka" else PEOPLE_OF[customer]
