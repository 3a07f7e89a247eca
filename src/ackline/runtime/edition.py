"""Which contracts and people are in force: from the config folder when there is one, else from the last import."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from zoneinfo import TZPATH

import msgspec

from ackline.adapters.config.contracts.freeze import freeze, thaw
from ackline.adapters.config.contracts.load import load_all
from ackline.adapters.config.roster.freeze import freeze_roster, thaw_roster
from ackline.adapters.config.roster.load import load_roster
from ackline.domain.duty.people import Account
from ackline.domain.events import ImportTaken
from ackline.domain.ids import EventId
from ackline.domain.installations.installation import INSTALLATION, Installation
from ackline.runtime.calendars import calendars
from ackline.runtime.settings import SettingsError
from ackline.services.book import Book, Edition
from ackline.services.operating.importing import Frozen, Imported, take, taken
from ackline.services.outgoing.posting import tell_row
from ackline.services.ports import Clock, Store


async def import_config(store: Store, config: Path, clock: Clock) -> Imported:
    """Read the folder and make it the one in force. FileError with every mistake; then nothing has changed."""
    texts, _ = await calendars(store, config, clock)
    return await _import(store, config, texts, clock)


async def follow_calendars(store: Store, book: Book, config: Path, clock: Clock) -> None:
    """Import anew when the calendar of a rota has changed; every replica then takes the new edition."""
    texts, changed = await calendars(store, config, clock)
    if not changed or not (await _import(store, config, texts, clock)).roster:
        return
    book.replace(await read_edition(store))
    now, version = clock.now(), book.imported.version
    key = EventId(f"{INSTALLATION}/import/{version}/{now.isoformat()}")
    async with store.begin() as work:
        fact = ImportTaken(id=key, at=now, subject=INSTALLATION, version=version)
        await work.inbox.put([tell_row(fact, now)])


async def _import(store: Store, config: Path, texts: Mapping[str, str], clock: Clock) -> Imported:
    editions = load_all(config)
    roster = load_roster(config, {name: e.contract for name, e in editions.items()}, texts)
    used = {account.contract for account in roster.accounts.values()} | set(roster.offered)
    return await take(
        store,
        Frozen(version=roster.version, body=freeze_roster(roster)),
        {name: Frozen(version=editions[name].contract.version, body=freeze(editions[name])) for name in sorted(used)},
        clock.now(),
    )


async def read_book(store: Store) -> Book:
    """The book of the last import, with what was set in Slack over it. SettingsError when nothing was ever imported."""
    edition = await read_edition(store)
    book = Book(edition, thaw=thaw, tzdata=tzdata_version(), reread=lambda: read_edition(store))
    await book.refresh(store)
    return book


async def read_edition(store: Store) -> Edition:
    """The last import. SettingsError when there was none."""
    frozen, _ = await taken(store, ())
    if frozen is None:
        raise SettingsError(
            ["nothing was imported yet: set ACKLINE_CONFIG to the folder of accounts.yml and people.yml"]
        )
    roster = thaw_roster(frozen)
    accounts = (*roster.accounts.values(), *(await _opened_in_slack(store)))
    names = tuple(sorted({account.contract for account in accounts} | set(roster.offered)))
    _, bodies = await taken(store, names)
    return Edition(roster=roster, contracts={name: thaw(body) for name, body in bodies.items()})


async def _opened_in_slack(store: Store) -> Iterable[Account]:
    async with store.read() as work:
        kept = await work.subjects.read(INSTALLATION)
    return msgspec.json.decode(kept.state, type=Installation).opened.values() if kept is not None else ()


def tzdata_version() -> str:
    """Which time-zone data is in use: the system's where zoneinfo finds it first, else the wheel's."""
    for folder in TZPATH:
        for name in ("+VERSION", "tzdata.zi"):
            found = Path(folder) / name
            if found.is_file():
                return found.read_text(encoding="utf-8", errors="replace").splitlines()[0].removeprefix("# version ")
    return version("tzdata")
