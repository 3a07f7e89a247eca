"""people.yml as written: the vendor, its people and how they are reached."""

import re
from collections.abc import Collection
from datetime import time
from urllib.parse import urlsplit

from ackline.adapters.config.contracts.block import Block, kind, why_and_mend
from ackline.adapters.config.contracts.calendars import hours_of
from ackline.domain.duty.people import MAILBOX, PagerLine, Person, Vendor
from ackline.domain.ids import UserId
from ackline.domain.time.hours import Hours
from ackline.domain.time.zone import Zone

USER = re.compile(r"[UW][A-Z0-9]{2,}")
CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
# Integration keys of PagerDuty may be all capitals and digits, as the name of a variable may be.
_ROUTING_KEY = re.compile(r"[A-Za-z0-9]{32}")
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
            continue
        if any((x.pager, x.address) == (lines[-1].pager, lines[-1].address) for x in lines[:-1]):
            why = "another line of this person has the same pager and address"
            block.reading.wrong(f"{path}[{number}]", why, "remove one of them")
    if raw == []:
        block.reading.wrong(path, "nothing reaches this person", "give at least slack_dm")
    return Person(
        user=UserId(user),
        name=block.text("name"),
        support=block.flag("support"),
        admin=block.flag("admin"),
        guest=block.flag("guest"),
        lines=tuple(lines),
        timezone=read_timezone(block, ""),
        day_starts=_day_starts(block),
        quiet_hours=_quiet_hours(block),
    )


def read_timezone(block: Block, default: str | None = None) -> str:
    """The IANA name of a time zone."""
    timezone = block.text("timezone", default)
    if not timezone:
        return ""
    try:
        Zone(timezone)
    except ValueError as error:
        block.reading.wrong(block.at("timezone"), *why_and_mend(error))
        return ""
    return timezone


def _day_starts(block: Block) -> time:
    written = block.text("day_starts", "09:00")
    try:
        return time.fromisoformat(written)
    except ValueError:
        block.reading.wrong(block.at("day_starts"), f"{written!r} is no time of a day", "write 09:00")
        return time(9)


def _quiet_hours(block: Block) -> Hours | None:
    written = block.text("quiet_hours", "")
    found = hours_of(written)
    try:
        start, end = (time.fromisoformat(clock.replace("24:00", "00:00")) for clock in found or ("", ""))
    except ValueError:
        if written:
            block.reading.wrong(block.at("quiet_hours"), f"{written!r} is no stretch of hours", "write 22:00-07:00")
        return None
    return Hours(start=start, end=end)


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
    """A line by its pager: where it goes, and the name of the variable with the key that signs or routes it."""
    match pager := block.text("pager"):
        case "email":
            return PagerLine(pager=pager, address=_mailbox(block))
        case "pagerduty":
            return PagerLine(pager=pager, address=_url(block, ""), secret=_variable(block, "PAGERDUTY_KEY"))
        case _:
            return PagerLine(pager=pager, address=_url(block), secret=_variable(block, "PAGER_SECRET"))


def _mailbox(block: Block) -> str:
    address = block.text("address")
    if address and not MAILBOX.fullmatch(address):
        block.reading.wrong(block.at("address"), f"{address!r} is no e-mail address", "write name@example.org")
    return address


def _url(block: Block, default: str | None = None) -> str:
    address = block.text("address", default)
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname):
        block.reading.wrong(block.at("address"), f"{address!r} is no URL", "write https://…")
    return address


def _variable(block: Block, example: str) -> str:
    secret = block.text("secret")
    if secret and (not _VARIABLE.fullmatch(secret) or _ROUTING_KEY.fullmatch(secret)):
        # Never quoted: it may be the secret itself.
        why = "secret holds something else than the name of an environment variable"
        mend = f"put the secret into the environment and name it here: {example}"
        block.reading.wrong(block.at("secret"), why, mend)
    return secret
