"""Setting up in Slack: channels bound and unbound, checklists ticked. Which facts the words and forms amount to."""

import re
from collections.abc import Mapping, Sequence

from ackline.domain.duty.people import Account
from ackline.domain.events import ChannelBound, ChannelUnbound, ChecklistKept, Event
from ackline.domain.ids import AccountId, RoleId, TierId, account_subject
from ackline.domain.installations.installation import INSTALLATION
from ackline.services.incoming.heading import Heading, account_named
from ackline.services.ports import Permanent

NEW = "-"
"""What stands in the list of accounts for one that is not there yet."""

_MOST_NAMED = 100
_CHANNEL = re.compile(r"<?#?([CG][A-Z0-9]{2,})(?:\|[^>]*)?>?")


def bind(given: Heading) -> Sequence[Event]:
    """The form. Permanent, with the mend, for what is missing or does not fit together."""
    fields = {name.partition("@")[0]: value for name, value in given.order.fields}
    if not given.words or not fields:
        raise Permanent("Open the form again: /ackline bind")
    channel, *name = given.words
    chosen = fields.get("account", NEW)
    account = account_named(given.roster, chosen) if chosen != NEW else None
    if chosen != NEW and account is None:
        raise Permanent(f"There is no account {chosen!r}. Write {NEW} for a new one.")
    opened = _opened(fields, given, channel) if account is None else None
    bound = ChannelBound(
        id=given.id,
        at=given.order.at,
        subject=INSTALLATION,
        actor=given.on(account).actor,
        channel=channel,
        name=" ".join(name) or channel,
        account=account or (opened.id if opened is not None else AccountId("")),
        opened=opened,
    )
    return (bound,)


def unbind(given: Heading) -> Sequence[Event]:
    """`unbind [#channel]`: the channel that is named, or the one that it was said in."""
    named = " ".join(given.words)
    match = _CHANNEL.fullmatch(named) if named else None
    if named and match is None:
        raise Permanent("Which channel? Write it in the channel itself, or name one: /ackline unbind #channel")
    channel = match[1] if match else given.order.channel
    account = given.roster.account_of(channel)
    actor = given.on(account.id if account is not None else None).actor
    return (ChannelUnbound(id=given.id, at=given.order.at, subject=INSTALLATION, actor=actor, channel=channel),)


def checklist(given: Heading) -> Sequence[Event]:
    """The form of an account's checklist."""
    account = AccountId(given.words[0]) if given.words else None
    if account is None or account not in given.roster.accounts:
        raise Permanent("Open the checklist again: /ackline checklist")
    names = {
        name.partition(":")[2]: tuple(each.strip() for each in value.split(",") if each.strip())[:_MOST_NAMED]
        for name, value in given.order.fields
        if name.startswith("names:")
    }
    ticked = [point for name, value in given.order.fields if name.startswith("ticked:") for point in value.split("\n")]
    kept = ChecklistKept(
        id=given.id,
        at=given.order.at,
        subject=account_subject(account),
        actor=given.on(account).actor,
        names=names,
        ticked=tuple(ticked),
    )
    return (kept,)


def _opened(fields: Mapping[str, str], given: Heading, channel: str) -> Account:
    """The account that is opened with the channel. Permanent names the field that keeps it from being one."""
    name = fields.get("name", "").strip()
    if not name:
        raise Permanent("What is the new account called?")
    contract = given.contracts.get(fields.get("contract", ""))
    if contract is None:
        raise Permanent("Which contract did they sign? Choose one of the list.")
    tier = contract.tiers.get(TierId(fields.get("tier", "")))
    if tier is None:
        raise Permanent(f"Which plan of {contract.title} did they buy? Choose one of the list.")
    deployment = fields.get("deployment", "")
    if tier.deployments and deployment not in tier.deployments:
        raise Permanent(f"{tier.name} is for {', '.join(sorted(tier.deployments))}: choose the deployment.")
    roles = {RoleId(role): rota for role, rota in _under("role:", fields).items()}
    strange = [rota for rota in roles.values() if rota not in given.roster.rotas]
    if strange:
        raise Permanent(f"There is no rota {strange[0]!r} any more. Open the form again.")
    contacts = {c.id for c in contract.contacts}
    return Account(
        id=_id(name, channel),
        name=name,
        contract=contract.id,
        tier=tier.id,
        deployment=deployment or "saas",
        roles=roles,
        contacts={contact: value for contact, value in _under("contact:", fields).items() if contact in contacts},
    )


def _under(prefix: str, fields: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in fields.items() if name.startswith(prefix)}


def _id(name: str, channel: str) -> AccountId:
    """What commands and files call the account: its name in small letters; the channel's id where that has none."""
    return AccountId(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or channel.lower())
