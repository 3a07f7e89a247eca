"""What was set in Slack, laid over what was imported: the one place where the two meet.

A layer is an argument below. The version stays that of the import: who is on duty is asked when something is decided.
What moments of a ticket do rest on a layer, they are looked at anew by the transaction that changes it (Desk).
"""

from collections.abc import Mapping
from dataclasses import replace

from ackline.domain.duty.doubt import DoubtKind
from ackline.domain.duty.people import Account, Roster
from ackline.domain.ids import AccountId
from ackline.domain.installations.installation import Installation


def over(imported: Roster, installation: Installation) -> Roster:
    """The roster in force: `imported` is the bare one, never one that something was laid over already."""
    gone = frozenset(doubt.person for doubt in installation.doubts if doubt.kind is DoubtKind.GONE)
    return replace(imported, covers=installation.covers, gone=gone, accounts=_accounts(imported, installation))


def touched(imported: Roster, before: Installation, after: Installation) -> tuple[AccountId, ...]:
    """The accounts for whose tickets something else is in force after a change of what was set in Slack."""
    if (before.bindings, before.opened, before.shadows, before.sites) == (
        after.bindings,
        after.opened,
        after.shadows,
        after.sites,
    ):
        return ()
    was, now = _accounts(imported, before), _accounts(imported, after)
    moved = {c for c, site in after.sites.items() if before.sites.get(c) != site}
    return tuple(
        name
        for name, account in {**was, **now}.items()
        if was.get(name) != now.get(name) or not moved.isdisjoint(account.channels)
    )


def released(imported: Roster, before: Installation, after: Installation) -> frozenset[str]:
    """The channels that belong to nobody after a change of what was set in Slack."""
    return _bound(_accounts(imported, before)) - _bound(_accounts(imported, after))


def _bound(accounts: Mapping[AccountId, Account]) -> frozenset[str]:
    return frozenset(channel for account in accounts.values() for channel in account.channels)


def _accounts(imported: Roster, laid: Installation) -> Mapping[AccountId, Account]:
    """What was imported wins: a channel that it binds stays there, and so does an account that it has."""
    if not (laid.bindings or laid.opened or laid.shadows):
        return imported.accounts
    taken = {channel for account in imported.accounts.values() for channel in account.channels}
    added: dict[AccountId, tuple[str, ...]] = {}
    for bound in laid.bindings.values():
        if bound.channel not in taken:
            added[bound.account] = (*added.get(bound.account, ()), bound.channel)
    return {
        name: replace(
            account, channels=(*account.channels, *added.get(name, ())), shadow=_shadowed(account, laid.shadows)
        )
        for name, account in {**laid.opened, **imported.accounts}.items()
    }


def _shadowed(account: Account, shadows: Mapping[str, bool]) -> bool:
    """The account's own switch goes before its contract's, and both before what was imported."""
    ofall = shadows.get(f"contract:{account.contract}", account.shadow)
    return shadows.get(f"account:{account.id}", ofall)
