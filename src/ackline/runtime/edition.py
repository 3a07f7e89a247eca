"""Which contracts and people are in force: from the config folder when there is one, else from the last import."""

from importlib.metadata import version
from pathlib import Path
from zoneinfo import TZPATH

from ackline.adapters.config.contracts.freeze import freeze, thaw
from ackline.adapters.config.contracts.load import load_all
from ackline.adapters.config.roster.freeze import freeze_roster, thaw_roster
from ackline.adapters.config.roster.load import load_roster
from ackline.runtime.settings import SettingsError
from ackline.services.book import Book, Edition
from ackline.services.importing import Frozen, Imported, take, taken
from ackline.services.ports import Clock, Store


async def import_config(store: Store, config: Path, clock: Clock) -> Imported:
    """Read the folder and make it the one in force. FileError with every mistake; then nothing has changed."""
    editions = load_all(config)
    roster = load_roster(config, {name: e.contract for name, e in editions.items()})
    used = {account.contract for account in roster.accounts.values()}
    return await take(
        store,
        Frozen(version=roster.version, body=freeze_roster(roster)),
        {name: Frozen(version=editions[name].contract.version, body=freeze(editions[name])) for name in sorted(used)},
        clock.now(),
    )


async def read_book(store: Store) -> Book:
    """The book of the last import. SettingsError when nothing was ever imported."""
    return Book(await read_edition(store), thaw=thaw, tzdata=tzdata_version())


async def read_edition(store: Store) -> Edition:
    """The last import. SettingsError when there was none."""
    frozen, _ = await taken(store, ())
    if frozen is None:
        raise SettingsError(
            ["nothing was imported yet: set ACKLINE_CONFIG to the folder of accounts.yml and people.yml"]
        )
    roster = thaw_roster(frozen)
    names = tuple(sorted({account.contract for account in roster.accounts.values()}))
    _, bodies = await taken(store, names)
    return Edition(roster=roster, contracts={name: thaw(body) for name, body in bodies.items()})


def tzdata_version() -> str:
    """Which time-zone data is in use: the system's where zoneinfo finds it first, else the wheel's."""
    for folder in TZPATH:
        for name in ("+VERSION", "tzdata.zi"):
            found = Path(folder) / name
            if found.is_file():
                return found.read_text(encoding="utf-8", errors="replace").splitlines()[0].removeprefix("# version ")
    return version("tzdata")
