"""What somebody chose to see in their Home, and where they can go from there."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

import msgspec

from ackline.domain.ids import TextId
from ackline.domain.surfaces.words import Internal
from ackline.services.looking.queue import Place


class Tab(StrEnum):
    """What Home shows."""

    MINE = "mine"
    TEAM = "team"
    ACCOUNTS = "accounts"
    DUTY = "duty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A tab, how it is narrowed, and from where on. It comes back from Slack, so that its words may be any."""

    tab: Tab | None = None
    account: str = ""
    severity: str = ""
    status: str = ""
    owner: str = ""
    after: Place | None = None
    before: Place | None = None

    @property
    def first(self) -> "Choice":
        """The same from its first page on."""
        return replace(self, after=None, before=None)

    def narrowed(self, name: str, value: str) -> "Choice":
        """The same narrowed by one field, from its first page on; itself for any other name."""
        match name:
            case "account":
                return replace(self.first, account=value)
            case "severity":
                return replace(self.first, severity=value)
            case "status":
                return replace(self.first, status=value)
            case "owner":
                return replace(self.first, owner=value)
        return self


def written(choice: Choice) -> str:
    """A choice as it is kept in a view or a button."""
    return msgspec.json.encode({n: v for n, v in msgspec.to_builtins(choice).items() if v}).decode()


def read_choice(kept: str) -> Choice:
    """The choice that was written; none for anything else."""
    try:
        return msgspec.json.decode(kept, type=Choice)
    except msgspec.MsgspecError:
        return Choice()


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """A field of a choice that narrows it: what can be chosen as (value, label) pairs, "" for all, and what was."""

    name: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Home as it is to be drawn: blocks of words, the texts that they quote, the ways from here, and what is below."""

    choice: Choice
    tabs: tuple[tuple[str, Choice], ...] = ()
    narrowings: tuple[Narrowing, ...] = ()
    blocks: tuple[Internal, ...]
    texts: dict[TextId, str | None] = field(default_factory=dict)
    earlier: Choice | None = None
    later: Choice | None = None
    below: tuple[Internal, ...] = ()
