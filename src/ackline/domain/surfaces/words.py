"""What the bot says, before Slack: plain parts, typed Public or Internal so that neither passes for the other."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from ackline.domain.ids import ClauseId, TextId, UserId


class PartKind(StrEnum):
    """What one part of a line is."""

    PLAIN = "plain"
    STRONG = "strong"
    MOMENT = "moment"
    PERSON = "person"
    LINK = "link"
    THREAD = "thread"
    QUOTE = "quote"
    WORDS = "words"
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a line. `value` is escaped whenever rendered; `target` is the address of a link."""

    kind: PartKind
    value: str = ""
    at: datetime | None = None
    target: str = ""


Line = tuple[Part, ...]


def strong(text: str) -> Part:
    """Words that stand out."""
    return Part(kind=PartKind.STRONG, value=text)


def moment(at: datetime) -> Part:
    """An instant, shown in each reader's own zone."""
    return Part(kind=PartKind.MOMENT, at=at)


def person(user: UserId) -> Part:
    """A mention of somebody of the vendor."""
    return Part(kind=PartKind.PERSON, value=user)


def link(address: str, label: str) -> Part:
    """A link."""
    return Part(kind=PartKind.LINK, value=label, target=address)


def thread(channel: str, ts: str, label: str) -> Part:
    """A link to a message in Slack."""
    return Part(kind=PartKind.THREAD, value=label, target=f"{channel}/{ts}")


def quote(text: TextId) -> Part:
    """What somebody wrote, looked up when shown, so that an erased text is gone everywhere."""
    return Part(kind=PartKind.QUOTE, value=text)


def words(text: TextId) -> Part:
    """What somebody wrote to be read as it is, looked up when shown like a quote."""
    return Part(kind=PartKind.WORDS, value=text)


def clause(name: ClauseId) -> Part:
    """The clause that something is done for."""
    return Part(kind=PartKind.CLAUSE, value=name)


def line(*parts: str | Part) -> Line:
    """A line of words and parts."""
    return tuple([p if isinstance(p, Part) else _plain(p) for p in parts])


@lru_cache(maxsize=4096)
def _plain(text: str) -> Part:
    """Cards are worded anew at each fact, and most of their words are those of before."""
    return Part(kind=PartKind.PLAIN, value=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A thing to press: the act it stands for and what it is about. `confirm` asks first.

    An act that begins with `see:` only shows something, to whoever presses; nothing is decided.

    `aside`: seldom needed, so it stands in a menu behind the others; a menu asks for no confirmation.
    """

    act: str
    label: str
    value: str
    style: str = ""
    confirm: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """Words that a customer may read."""

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Internal:
    """Words for the vendor's own people only."""

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()


def day(of: date) -> str:
    """A day as people read it in every zone: "Fri 29 Jan 2027"."""
    return f"{of:%a} {of.day} {of:%b %Y}"


def age(seconds: float) -> str:
    """A duration as a person says it: "40 s", "15 min", "2 h 5 min", "3 d 4 h"."""
    total = int(abs(seconds))
    if total < 90:
        return f"{total} s"
    minutes = total // 60
    if minutes < 120:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"
