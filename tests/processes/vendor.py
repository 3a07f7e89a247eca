"""A vendor whose ladder runs in seconds: its workspace, its contract, and people whose telephones are ours to watch.

Each account has an on-call, a TAM and a VP of its own, so that no storm gathers pages and every ring is told apart.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ACCOUNTS = tuple(range(10))
STAFF = "U0SUE"
TRIAGE = "C0TRIAGE"
LADDER = ("oncall", "tam", "vp")
SOONEST = {"oncall": 0, "tam": 3, "vp": 5}
"""How many seconds after a P1 each may be called at the soonest, as the contract below says."""
SILENCE = timedelta(minutes=48)
"""Four fifths of the first response's time: so long an acknowledgement holds without an answer."""

_CONTRACT = """
contract: hasty
title: Support in seconds
word: SLA
clauses:
  HA-1: {text: An engineer is paged at once and again until somebody acknowledges., status: shown}
  HA-2: {text: The account manager is paged after three seconds., status: shown}
  HA-3: {text: The VP is reached within six seconds., status: shown}
severities:
  critical:
    name: Critical
    definition: Work stands still.
    clause: HA-1
    aliases: [P1]
    emoji: [rotating_light]
    pages: yes
  normal: {name: Normal, definition: Anything else., clause: HA-1, aliases: [P2]}
assumed: normal
emoji: {eyes: acknowledge, white_check_mark: resolve, ticket: open, rotating_light: page}
contacts:
  email: {label: Support by email, address: support@example.com, clause: HA-1}
tiers:
  standard:
    name: Standard
    entitlement: ticket
    clause: HA-1
    targets:
      critical: {first_response: 1h, clause: HA-1}
    ladder:
      - {name: On-call, role: oncall, after: 0s, repeat: 10s, severities: [critical], clause: HA-1}
      - {name: Account manager, role: tam, after: 3s, severities: [critical], clause: HA-2}
      - {name: VP, role: vp, within: 6s, lead: 1s, severities: [critical], clause: HA-3}
"""


def channel(account: int) -> str:
    """The shared channel of an account."""
    return f"C0SHARED{account}"


def customer(account: int) -> str:
    """Who writes in it."""
    return f"U0CUSTOMER{account}"


def colleague(account: int) -> str:
    """Who writes there as well: what they ask is a ticket of its own, whatever order it is learned in."""
    return f"U0COLLEAGUE{account}"


def on_duty(role: str, account: int) -> str:
    """Who has a role for an account."""
    return f"U0{role.upper()}{account}"


def workspace(now: datetime) -> dict[str, Any]:
    """The seed of the sandbox."""
    staff = [STAFF, *(on_duty(role, account) for account in ACCOUNTS for role in LADDER)]
    users = [
        {"id": user, "name": user[2:].lower(), "real_name": user[2:].title(), "team": "T0VENDOR"} for user in staff
    ]
    users += [
        {"id": customer(n), "name": f"customer{n}", "real_name": f"Customer {n}", "team": f"T0CUSTOMER{n}"}
        for n in ACCOUNTS
    ]
    users += [{**user, "id": colleague(n), "name": f"colleague{n}"} for n, user in enumerate(users[-len(ACCOUNTS) :])]
    shared = [
        {
            "id": channel(n),
            "name": f"shared{n}",
            "shared_with": [f"T0CUSTOMER{n}"],
            "members": [customer(n), colleague(n), STAFF, *(on_duty(role, n) for role in LADDER)],
        }
        for n in ACCOUNTS
    ]
    return {
        "now": now.isoformat(),
        "teams": [
            {"id": "T0VENDOR", "name": "Vendor", "domain": "vendor", "vendor": True},
            *({"id": f"T0CUSTOMER{n}", "name": f"Customer {n}", "domain": f"customer{n}"} for n in ACCOUNTS),
        ],
        "users": users,
        "channels": [
            *shared,
            {"id": TRIAGE, "name": "triage", "members": staff},
            {"id": "C0FALLBACK", "name": "fallback", "members": staff},
        ],
    }


def write_config(folder: Path, telephone: str) -> None:
    """The user's own configuration; the people's lines lead to `telephone`."""
    (folder / "contracts").mkdir(parents=True)
    (folder / "contracts" / "hasty.yml").write_text(_CONTRACT)
    people = [f"  {STAFF}: {{name: Sue, support: yes}}"]
    rotas, accounts = [], []
    for n in ACCOUNTS:
        for role in LADDER:
            user = on_duty(role, n)
            line = f'{{pager: webhook, address: "{telephone}/{user}", secret: PHONE_SECRET}}'
            people.append(f"  {user}: {{name: {user[2:].title()}, lines: [{line}, slack_dm]}}")
            rotas.append(f"  {role}{n}: {{people: [{user}]}}")
        roles = ", ".join(f"{role}: {role}{n}" for role in LADDER)
        accounts.append(
            f"  account{n}: {{name: Account {n}, contract: hasty, tier: standard, "
            f"channels: [{channel(n)}], roles: {{{roles}}}}}"
        )
    vendor = f"vendor: {{name: Vendor, triage_channel: {TRIAGE}, fallback_channel: C0FALLBACK}}"
    (folder / "people.yml").write_text("\n".join([vendor, "people:", *people, "rotas:", *rotas, ""]))
    (folder / "accounts.yml").write_text("\n".join(["accounts:", *accounts, ""]))
