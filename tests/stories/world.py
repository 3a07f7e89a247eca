"""The world of the stories: one vendor with its people and their pagers, and its customers under five contracts."""

from typing import Any

FRIDAY = "2026-11-20T15:00:00+00:00"
"""Where a story begins unless it says otherwise: a Friday afternoon before a week with a holiday in it."""

_TEAMS = {
    "T0HARBOUR": "Harbour",
    "T0ACME": "Acme",
    "T0BIRCH": "Birch",
    "T0COBALT": "Cobalt",
    "T0DUNE": "Dune",
    "T0EMBER": "Ember",
    "T0FERN": "Fern",
    "T0GALE": "Gale",
    "T0MOSS": "Moss",
    "T0SLATE": "Slate",
}

_USERS = {
    "ada": "T0HARBOUR",
    "ben": "T0HARBOUR",
    "tom": "T0HARBOUR",
    "vera": "T0HARBOUR",
    "cara": "T0HARBOUR",
    "elif": "T0HARBOUR",
    "sam": "T0HARBOUR",
    "ines": "T0HARBOUR",
    "amy": "T0ACME",
    "axel": "T0ACME",
    "bia": "T0BIRCH",
    "cyrus": "T0COBALT",
    "dora": "T0DUNE",
    "emma": "T0EMBER",
    "finn": "T0FERN",
    "gwen": "T0GALE",
    "mila": "T0MOSS",
    "sia": "T0SLATE",
    "gus": "T0HARBOUR",
}

CUSTOMERS = {
    "acme": "amy",
    "birch": "bia",
    "cobalt": "cyrus",
    "dune": "dora",
    "ember": "emma",
    "fern": "finn",
    "gale": "gwen",
    "moss": "mila",
    "slate": "sia",
}

_STAFF = ["U0ADA", "U0BEN", "U0TOM", "U0VERA", "U0CARA", "U0ELIF", "U0SAM", "U0INES"]


def slack(now: str) -> dict[str, Any]:
    """Harbour's workspace and its shared channels, at an instant. Gale's is bound to no account; Gus is a guest."""
    others = {"acme": ["U0AXEL", "U0GUS"]}
    shared = [
        {
            "id": f"C0{name.upper()}",
            "name": name,
            "shared_with": [f"T0{name.upper()}"],
            "members": [*_STAFF, f"U0{customer.upper()}", *others.get(name, [])],
        }
        for name, customer in CUSTOMERS.items()
    ]
    return {
        "now": now,
        "teams": [
            {"id": team, "name": name, "domain": name.lower(), "vendor": name == "Harbour"}
            for team, name in _TEAMS.items()
        ],
        "users": [
            {
                "id": f"U0{name.upper()}",
                "name": name,
                "real_name": name.title(),
                "team": team,
                "is_restricted": name == "gus",
            }
            for name, team in _USERS.items()
        ],
        "channels": [
            *shared,
            {"id": "C0TRIAGE", "name": "triage", "members": _STAFF},
            {"id": "C0FALLBACK", "name": "fallback", "members": _STAFF},
        ],
    }


PEOPLE = """
vendor: {name: Harbour, triage_channel: C0TRIAGE, fallback_channel: C0FALLBACK}
people:
  U0ADA:
    name: Ada
    support: yes
    lines: [{pager: webhook, address: "{phone}/ada", secret: PHONE_SECRET}, slack_dm]
  U0BEN:
    name: Ben
    support: yes
    lines: [{pager: webhook, address: "{phone}/ben", secret: PHONE_SECRET}, slack_dm]
  U0TOM: {name: Tom}
  U0VERA:
    name: Vera
    lines: [{pager: webhook, address: "{phone}/vera", secret: PHONE_SECRET}, slack_dm]
  U0CARA: {name: Cara}
  U0ELIF: {name: Elif}
  U0SAM: {name: Sam}
  U0INES: {name: Ines}
rotas:
  engineers: {people: [U0ADA, U0BEN], handover: mon 09:00, timezone: Europe/Berlin, since: 2026-11-16}
  account-managers: {people: [U0TOM]}
  vp-engineering: {people: [U0VERA]}
  customer-success: {people: [U0CARA]}
  executives:
    whole_day: yes
    windows:
      - {person: U0ELIF, timezone: Europe/Istanbul, hours: 08:00-20:00}
      - {person: U0SAM, timezone: Europe/Istanbul, hours: 20:00-08:00}
"""

ACCOUNTS = """
contracts:
  gruntwork:
    calendars:
      business: {clause: GRU-5, timezone: America/New_York, weekly: {mon-fri: 09:00-17:00}, holidays: {country: US}}
accounts:
  acme:
    name: Acme
    contract: stringer
    tier: enterprise
    channels: [C0ACME]
    roles: {oncall: engineers, tam: account-managers, vp: vp-engineering, csm: customer-success}
    contacts: {portal: "https://portal.harbour.example/acme", email: acme@harbour.example, phone: +1 555 0100}
  birch:
    name: Birch
    contract: stringer
    tier: pro
    channels: [C0BIRCH]
    roles: {oncall: engineers}
    contacts: {portal: "https://portal.harbour.example/birch", email: birch@harbour.example, oncall: +1 555 0101}
  cobalt:
    name: Cobalt
    contract: spacelift
    tier: gold
    channels: [C0COBALT]
    roles: {oncall: engineers, csm: customer-success}
  dune:
    name: Dune
    contract: gruntwork
    channels: [C0DUNE]
    roles: {oncall: engineers, tam: account-managers}
  ember:
    name: Ember
    contract: weka
    channels: [C0EMBER]
    roles: {oncall: engineers, exec: executives}
  fern:
    name: Fern
    contract: spacelift
    tier: bronze
    channels: [C0FERN]
    roles: {oncall: engineers}
  moss: {name: Moss, contract: spacelift, tier: free, channels: [C0MOSS], roles: {oncall: engineers}}
  slate: {name: Slate, contract: spacelift, tier: silver, channels: [C0SLATE], roles: {oncall: engineers}}
"""
