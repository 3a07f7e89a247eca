"""Teams and the people in them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """One organisation; `vendor` is the one that installed the app."""

    id: str
    name: str
    domain: str = ""
    vendor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person or a bot, at home in one team."""

    id: str
    name: str
    real_name: str
    team: str
    tz: str = "Etc/UTC"
    title: str = ""
    email: str = ""
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
