"""Taking an import into the store, and what was taken last out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ackline.services.ports import Store

ROSTER = "roster"
CONTRACT = "contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A version of a contract or a roster as it is kept."""

    version: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import changed: the ids of contracts with a new version, and whether the roster is new."""

    contracts: tuple[str, ...]
    roster: bool


async def take(store: Store, roster: Frozen, contracts: Mapping[str, Frozen], now: datetime) -> Imported:
    """Make an import the one in force. Doing it twice changes nothing."""
    async with store.begin() as work:
        changed = [name for name, one in contracts.items() if await work.config.current(CONTRACT, name) != one.version]
        for name, one in contracts.items():
            await work.config.put(CONTRACT, one.version, one.body, now)
            await work.config.make_current(CONTRACT, name, one.version, now)
        fresh = await work.config.current(ROSTER, ROSTER) != roster.version
        await work.config.put(ROSTER, roster.version, roster.body, now)
        await work.config.make_current(ROSTER, ROSTER, roster.version, now)
    return Imported(contracts=tuple(changed), roster=fresh)


async def taken(store: Store, names: tuple[str, ...]) -> tuple[str | None, dict[str, str]]:
    """The bodies in force: the roster's, None when nothing was imported yet, and each named contract's."""
    async with store.read() as work:
        version = await work.config.current(ROSTER, ROSTER)
        roster = await work.config.get(ROSTER, version) if version is not None else None
        bodies = {}
        for name in names:
            current = await work.config.current(CONTRACT, name)
            body = await work.config.get(CONTRACT, current) if current is not None else None
            if body is not None:
                bodies[name] = body
    return roster, bodies
