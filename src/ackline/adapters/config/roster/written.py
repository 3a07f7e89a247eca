"""accounts.yml written from the accounts in force: what it said before stays, what was set in Slack is added."""

from collections.abc import Mapping

import yaml

from ackline.adapters.config.contracts.source import Raw
from ackline.adapters.config.roster.checklists import written_checklist
from ackline.domain.duty.people import Account, Roster

_WIDTH = 118


class _Dumper(yaml.SafeDumper):
    """Writes an empty value as it was written: nothing."""


def _empty(dumper: yaml.SafeDumper, _: None) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "")


_Dumper.add_representer(type(None), _empty)


def written(roster: Roster, imported: Roster, before: Raw) -> str:
    """The text of accounts.yml. `roster` is in force, `imported` what lies beneath it, `before` what the file says.

    Comments are not kept. Of an account that the file has, channels are added, shadow mode is set and the
    checklist is what was ticked; of any other everything is written.
    """
    content = dict(before) if isinstance(before, dict) else {}
    kept = content.get("accounts")
    accounts = dict(kept) if isinstance(kept, dict) else {}
    for name, account in roster.accounts.items():
        known = accounts.get(name)
        beneath = imported.accounts.get(name)
        if isinstance(known, dict) and beneath is not None:
            accounts[name] = known | _changed(account, beneath, known.get("channels"))
        elif name not in accounts:
            accounts[name] = _whole(account)
    return yaml.dump(
        content | {"accounts": accounts}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH
    )


def _changed(account: Account, beneath: Account, channels: Raw) -> dict[str, Raw]:
    """The keys of which something else is in force than was imported. `channels` are those that the file names."""
    changed: dict[str, Raw] = {}
    named = channels if isinstance(channels, list) else [channels] if channels else []
    added = [c for c in account.channels if c not in beneath.channels and c not in named]
    if added:
        changed["channels"] = [*named, *added]
    if account.shadow is not beneath.shadow:
        changed["shadow"] = _word(account.shadow)
    if account.checklist != beneath.checklist:
        changed["checklist"] = written_checklist(account.checklist)
    return changed


def _whole(account: Account) -> dict[str, Raw]:
    whole: dict[str, Raw] = {
        "name": account.name,
        "contract": account.contract,
        "tier": account.tier,
        "deployment": account.deployment,
        "channels": list(account.channels),
    }
    optional: Mapping[str, Raw] = {
        "roles": {str(role): rota for role, rota in account.roles.items()},
        "contacts": dict(account.contacts),
        "ends": account.ends.isoformat() if account.ends is not None else None,
        "shadow": _word(True) if account.shadow else None,
        "checklist": written_checklist(account.checklist),
    }
    return whole | {key: value for key, value in optional.items() if value}


def _word(shadow: bool) -> str:
    return "yes" if shadow else "no"
