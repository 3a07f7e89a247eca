"""A plain dict, as JSON or YAML give it, read into records."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import yaml

from ackline.sandbox import story as stories
from ackline.sandbox.business_days import BusinessDays
from ackline.sandbox.channel import Channel
from ackline.sandbox.clock import parse
from ackline.sandbox.installation import App, Command, Shortcut
from ackline.sandbox.message import Message
from ackline.sandbox.people import Team, User
from ackline.sandbox.story import Story
from ackline.sandbox.wire import Json, Refused

_DEFAULT_START = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

R = TypeVar("R", App, Command, Shortcut, Team, User, Channel, Message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """What a world begins with."""

    start: datetime
    app: App
    teams: tuple[Team, ...]
    users: tuple[User, ...]
    channels: tuple[Channel, ...]
    messages: tuple[Message, ...]
    business_days: BusinessDays
    story: Story | None


def load(path: Path) -> Json:
    """The dict in a YAML or JSON file; Refused when it is not a mapping."""
    seed = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(seed, dict):
        raise Refused("bad_seed", f"{path} holds no mapping of teams, users and channels")
    return seed


def read(seed: Json) -> Seed:
    """The records of a seed; Refused names what is missing or unknown. `World.from_dict` documents the form."""
    teams = tuple(_record(Team, entry) for entry in seed.get("teams", []))
    vendors = [team.id for team in teams if team.vendor]
    if len(vendors) != 1:
        raise Refused("bad_seed", f"exactly one team must say `vendor: true`, {len(vendors)} do")
    app = _app(seed.get("app") or {})
    bot = User(id=app.bot_user, name=app.name, real_name=app.name.title(), team=vendors[0], is_bot=True)
    people = [_record(User, {"real_name": entry.get("name", ""), **entry}) for entry in seed.get("users", [])]
    home = {user.id: user.team for user in (bot, *people)}
    return Seed(
        start=_instant(seed.get("now", _DEFAULT_START)),
        app=app,
        teams=teams,
        users=(bot, *people),
        channels=tuple(_channel(entry, vendors[0], bot.id) for entry in seed.get("channels", [])),
        messages=tuple(_message(entry, home, vendors[0]) for entry in seed.get("messages", [])),
        business_days=BusinessDays.from_dict(seed.get("business_days") or {}),
        story=stories.read(seed.get("story")),
    )


def _instant(now: object) -> datetime:
    if isinstance(now, datetime):
        return now if now.tzinfo else now.replace(tzinfo=UTC)
    return parse(str(now))


def _app(entry: Json) -> App:
    found: Json = {
        "commands": [_record(Command, one) for one in entry.get("commands", [])],
        "shortcuts": [_record(Shortcut, one) for one in entry.get("shortcuts", [])],
    }
    return _record(App, entry | found)


def _channel(entry: Json, vendor: str, bot_user: str) -> Channel:
    rest = {key: value for key, value in entry.items() if key not in ("shared_with", "bot")}
    host = entry.get("host", vendor)
    connected = dict.fromkeys([host, vendor, *entry.get("shared_with", [])])
    bot = [bot_user] if entry.get("bot", True) else []
    members = dict.fromkeys([*entry.get("members", []), *bot])
    return _record(Channel, {**rest, "host": host, "connected": tuple(connected), "members": tuple(members)})


def _message(entry: Json, home: dict[str, str], vendor: str) -> Message:
    team = home.get(entry.get("user", ""), vendor)
    return _record(Message, {"team": team, "external": team != vendor, **entry})


def _record(kind: Callable[..., R], entry: Json) -> R:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(entry) - known)
    if unknown:
        raise Refused("bad_seed", f"{kind.__name__} {entry.get('id', '')} has unknown {', '.join(unknown)}")
    try:
        return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
    except TypeError as error:
        raise Refused("bad_seed", f"{kind.__name__} {entry.get('id', '')}: {error}") from error
