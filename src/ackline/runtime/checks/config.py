"""Whether people, accounts and contracts are right: those of the config folder, else those in force."""

from collections.abc import Mapping
from pathlib import Path

from ackline.adapters.config.contracts.errors import FileError
from ackline.adapters.config.contracts.load import load_all
from ackline.adapters.config.lint.check import lint
from ackline.adapters.config.lint.finding import Level
from ackline.adapters.config.roster.load import load_roster
from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.store import open_view
from ackline.adapters.pagers import PAGERS
from ackline.adapters.wallclock import Wallclock
from ackline.domain.installations.layering import over
from ackline.runtime.checks.checked import Checked
from ackline.runtime.checks.laid import laid_over
from ackline.runtime.edition import read_edition
from ackline.runtime.settings import Settings, SettingsError
from ackline.services.book import Edition


async def edition_of(settings: Settings) -> Edition:
    """What would be in force after the next start. FileError, or SettingsError when there is none."""
    if settings.config is not None:
        return _written(settings.config, (await laid_over(settings)).calendars)
    try:
        store = await open_view(settings.database_url)
        try:
            return await read_edition(store)
        finally:
            await store.close()
    except StoreError:
        step = "nothing was imported yet: set ACKLINE_CONFIG to the folder of accounts.yml and people.yml"
        raise SettingsError([step]) from None


async def check_config(settings: Settings) -> list[Checked]:
    """Read it all, and lint the contracts that accounts have."""
    try:
        edition = await edition_of(settings)
    except FileError as error:
        return [Checked(what="config", found=f"{len(error.mistakes)} mistakes", next_step=str(error))]
    except SettingsError as error:
        return [Checked(what="config", found="there is none", next_step=str(error))]
    laid = await laid_over(settings)
    roster, contracts = over(edition.roster, laid.installation), edition.contracts
    ahead = Wallclock().now() if laid.calendars is not None else None
    used = {account.contract for account in roster.accounts.values()}
    wakes = {name: pager.wakes for name, pager in PAGERS.items()}
    source = "ACKLINE_CONFIG" if settings.config is not None else "the last import"
    found = f"{len(roster.accounts)} accounts, {len(roster.people)} people, from {source}"
    checked = [Checked(what="config", found=found)]
    for name in sorted(used):
        findings = [f for f in lint(contracts[name], roster, wakes, ahead) if f.level is not Level.NOTE]
        if not findings:
            checked.append(Checked(what=f"contract {name}", found="no errors, rotas without gaps"))
        checked += [
            Checked(what=f"contract {name}", found=f"{f.level.value}: {f.path}: {f.why}", next_step=f.mend)
            for f in findings
        ]
    return checked


def _written(config: Path, calendars: Mapping[str, str] | None) -> Edition:
    contracts = {name: edition.contract for name, edition in load_all(config).items()}
    return Edition(roster=load_roster(config, contracts, calendars), contracts=contracts)
