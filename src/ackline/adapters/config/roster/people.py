"""people.yml as written: the vendor, its people and how they are reached."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from ackline.adapters.config.contracts.block import Block, kind
from ackline.domain.ids import UserId
from ackline.domain.people import PagerLine, Person, Vendor

USER = re.compile(r"[UW][A-Z0-9]{2,}")
CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
SLACK_DM = "slack_dm"


def read_vendor(top: Block) -> Vendor:
    """The vendor of the installation and the channels where its staff are told."""
    block = top.part("vendor", required=True)
    if block is None:
        return Vendor(name="", triage_channel="", fallback_channel="")
    return Vendor(
        name=block.text("name"),
        triage_channel=read_channel(block, "triage_channel"),
        fallback_channel=read_channel(block, "fallback_channel"),
    )


def read_person(user: str, block: Block) -> Person:
    """A person of the vendor. Without `lines` they are reached in Slack only."""
    if not USER.fullmatch(user):
        why = f"{user!r} is no Slack user id"
        block.reading.wrong(block.path, why, "copy the member id from the person's Slack profile: it begins with U")
    path, raw = block.value("lines")
    if raw is not None and not isinstance(raw, list):
        block.reading.wrong(path, f"{kind(raw)} stands where a list belongs", "write it as `- …` lines")
    items = raw if isinstance(raw, list) else [SLACK_DM]
    lines: list[PagerLine] = []
    for number, item in enumerate(items):
        if item == SLACK_DM:
            lines.append(PagerLine(pager=SLACK_DM))
        elif isinstance(item, dict):
            lines.append(_line(block.reading.block(f"{path}[{number}]", item)))
        else:
            block.reading.wrong(
                f"{path}[{number}]", f"{kind(item)} is no line", "write slack_dm, or pager: webhook and its address"
            )
    if raw == []:
        block.reading.wrong(path, "nothing reaches this person", "give at least slack_dm")
    return Person(
        user=UserId(user),
        name=block.text("name"),
        support=block.flag("support"),
        guest=block.flag("guest"),
        lines=tuple(lines),
    )


def read_channel(block: Block, key: str) -> str:
    """The Slack channel id of a key."""
    channel = block.text(key)
    if channel:
        check_channel(block, key, channel)
    return channel


def check_channel(block: Block, key: str, channel: str) -> bool:
    """Whether a channel id is one; if not, that is a mistake."""
    if CHANNEL.fullmatch(channel):
        return True
    mend = "copy the channel id from the channel's details in Slack: it begins with C"
    block.reading.wrong(block.value(key)[0], f"{channel!r} is no Slack channel id", mend)
    return False


def check_person(block: Block, path: str, user: str, people: Collection[UserId]) -> bool:
    """Whether somebody is in people.yml; if not, that is a mistake, unless that file has nobody at all."""
    if user in people or not people:
        return True
    if USER.fullmatch(user):
        block.reading.wrong(path, f"{user} is nobody of people.yml", f"add {user} under `people:`")
    else:
        block.reading.wrong(path, f"{user!r} is no Slack user id", "write the member id: it begins with U")
    return False


def _line(block: Block) -> PagerLine:
    """A line with an address: an http(s) URL, and the name of the variable with the key that signs."""
    address = block.text("address")
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname):
        block.reading.wrong(block.at("address"), f"{address!r} is no URL", "write https://…")
    secret = block.text("secret")
    if secret and not _VARIABLE.fullmatch(secret):
        # Never quoted: it may be the secret itself.
        why = "secret holds something else than the name of an environment variable"
        block.reading.wrong(
            block.at("secret"), why, "put the secret into the environment and name it here: PAGER_SECRET"
        )
    return PagerLine(pager=block.text("pager"), address=address, secret=secret)
