"""Contracts from files: the shipped ones as the operator adjusted them, and the operator's own."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from ackline.adapters.config.contracts.adjust import SECTION, adjusted, adjustments
from ackline.adapters.config.contracts.block import kind, suggestion
from ackline.adapters.config.contracts.document import Edition, read_contract
from ackline.adapters.config.contracts.errors import ContractError, Mistake
from ackline.adapters.config.contracts.source import Source, below, read_file, read_text

STARTER = "starter.yml"
ACCOUNTS = "accounts.yml"


@cache
def shipped() -> Mapping[str, Edition]:
    """The contracts that come with Ackline, by id, as nobody adjusted them."""
    return {edition.contract.id: edition for edition in map(read_contract, _shipped_sources())}


def starter() -> str:
    """The text of the contract to start one's own from."""
    return (resources.files("ackline.contracts") / STARTER).read_text(encoding="utf-8")


def load_contract(path: Path, accounts: Source | None = None) -> Edition:
    """The contract of a file, with what `accounts` (accounts.yml) adjusts in it.

    Raises ContractError with everything that is wrong with it.
    """
    return read_contract(adjusted(read_file(path, str(path)), accounts))


def load_all(config: Path | None) -> Mapping[str, Edition]:
    """Every contract by id: the shipped ones, and those in `contracts/` of the configuration directory.

    Raises ContractError with everything that is wrong with any of them.
    """
    if config is None:
        return shipped()
    accounts = read_file(config / ACCOUNTS, str(config / ACCOUNTS))
    own = [read_file(path, str(path)) for path in sorted((config / "contracts").glob("*.y*ml"))]
    sources = (*_shipped_sources(), *own)
    editions: dict[str, Edition] = {}
    mistakes = list(_strays(accounts, [_id(source) for source in sources]))
    for source in sources:
        try:
            edition = read_contract(adjusted(source, accounts))
        except ContractError as error:
            mistakes += error.mistakes
            continue
        if edition.contract.id in editions:
            mistakes.append(_taken(source, edition.contract.id))
        editions.setdefault(edition.contract.id, edition)
    if mistakes:
        raise ContractError(mistakes)
    return editions


def _shipped_sources() -> tuple[Source, ...]:
    files = sorted(resources.files("ackline.contracts").iterdir(), key=lambda file: file.name)
    wanted = [file for file in files if file.name.endswith(".yml") and file.name != STARTER]
    return tuple(read_text(file.read_text(encoding="utf-8"), file.name) for file in wanted)


def _taken(source: Source, contract: str) -> Mistake:
    mark = source.mark("contract")
    why = f"there is already a contract {contract}"
    mend = f"take another id, or adjust {contract} under `contracts:` in {ACCOUNTS}"
    return Mistake(file=mark.file, line=mark.line, path="contract", why=why, mend=mend)


def _id(source: Source) -> str:
    """The id that a source gives its contract, before anything else of it is read."""
    name = source.raw.get("contract") if isinstance(source.raw, dict) else None
    return name if isinstance(name, str) else ""


def _strays(accounts: Source, contracts: Collection[str]) -> Iterator[Mistake]:
    """Adjustments of contracts that there aren't, and an adjusting section that is none."""
    section = accounts.raw.get(SECTION) if isinstance(accounts.raw, dict) else None
    if section is not None and not isinstance(section, dict):
        mark = accounts.mark(SECTION)
        why = f"{kind(section)} stands where a mapping belongs"
        yield Mistake(file=mark.file, line=mark.line, path=SECTION, why=why, mend="write contracts by id")
    for name in adjustments(accounts):
        if name not in contracts:
            path = below(SECTION, name)
            mark, mend = accounts.mark(path), suggestion(name, [c for c in contracts if c])
            yield Mistake(file=mark.file, line=mark.line, path=path, why=f"{name!r} is no contract", mend=mend)
