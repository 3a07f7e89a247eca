"""The operator's changes to a contract, from `contracts:` in accounts.yml.

What may be changed is what a document leaves to its vendor: calendars, readings of open questions, addresses and
wordings. Whoever promises something else writes a contract of their own.
"""

from collections.abc import Mapping
from dataclasses import replace

from ackline.adapters.config.contracts.block import kind, suggestion
from ackline.adapters.config.contracts.errors import Mistake
from ackline.adapters.config.contracts.source import Mark, Raw, Source, below

SECTION = "contracts"
SHADOW = "shadow"
"""What the section says of the accounts of a contract, and not of the contract: the roster reads it."""

# For each section the key of an entry that an adjustment gives; None gives the entry as a whole.
ADJUSTABLE: Mapping[str, str | None] = {"calendars": None, "settings": "value", "contacts": "address", "texts": None}


def adjusted(source: Source, accounts: Source | None) -> Source:
    """The source with what accounts.yml changes in it. What can't be changed is a mistake of the source."""
    if accounts is None or not isinstance(source.raw, dict):
        return source
    contract = source.raw.get("contract")
    changes = adjustments(accounts).get(contract) if isinstance(contract, str) else None
    if changes is None:
        return source
    path = below(SECTION, str(contract))
    if not isinstance(changes, dict):
        return _complaining(source, accounts, path, f"{kind(changes)} stands where a mapping belongs", "write keys")
    for section, entries in changes.items():
        if section == SHADOW:
            continue
        source = _section(source, accounts, below(path, section), section, entries)
    return source


def adjustments(accounts: Source) -> Mapping[str, Raw]:
    """The adjustments in accounts.yml by contract."""
    section = accounts.raw.get(SECTION) if isinstance(accounts.raw, dict) else None
    return section if isinstance(section, dict) else {}


def _section(source: Source, accounts: Source, path: str, section: str, entries: Raw) -> Source:
    if section not in ADJUSTABLE:
        why = f"{section} of a contract can't be adjusted"
        mend = f"adjust {', '.join(ADJUSTABLE)}, or copy the whole contract under an id of your own"
        return _complaining(source, accounts, path, why, mend)
    if not isinstance(entries, dict):
        return _complaining(source, accounts, path, f"{kind(entries)} stands where a mapping belongs", "write keys")
    for name, value in entries.items():
        known = _known(source, section)
        if name in known:
            source = _entry(source, accounts, below(path, name), section, name, value)
        else:
            why = f"{name!r} is not among the {section} of the contract"
            source = _complaining(source, accounts, below(path, name), why, suggestion(name, known))
    return source


def _known(source: Source, section: str) -> tuple[str, ...]:
    content = source.raw if isinstance(source.raw, dict) else {}
    entries, missing = content.get(section), content.get("missing")
    known = tuple(entries) if isinstance(entries, dict) else ()
    left = (missing,) if isinstance(missing, str) else missing or ()
    return (*known, *(name for name in left if isinstance(name, str))) if section == "calendars" else known


def _entry(source: Source, accounts: Source, written: str, section: str, name: str, value: Raw) -> Source:
    """The source with one entry changed, and with the marks of where the change was written."""
    content = dict(source.raw) if isinstance(source.raw, dict) else {}
    entries = content.get(section)
    before = entries.get(name) if isinstance(entries, dict) else None
    key = ADJUSTABLE[section]
    path = below(section, name) if key is None else below(below(section, name), key)
    if key is None:
        kept = {"clause": before["clause"]} if isinstance(before, dict) and "clause" in before else {}
        entry: Raw = {**kept, **value} if isinstance(value, dict) else value
    else:
        entry = {**before, key: value} if isinstance(before, dict) else value
    content[section] = {**(entries if isinstance(entries, dict) else {}), name: entry}
    return replace(source, raw=content, marks=_marks(source, accounts, path, written))


def _marks(source: Source, accounts: Source, path: str, written: str) -> Mapping[str, Mark]:
    kept = {at: mark for at, mark in source.marks.items() if not _inside(at, path)}
    given = {path + at.removeprefix(written): m for at, m in accounts.marks.items() if _inside(at, written)}
    return kept | given


def _inside(at: str, path: str) -> bool:
    return at == path or at.startswith((f"{path}.", f"{path}["))


def _complaining(source: Source, accounts: Source, path: str, why: str, mend: str) -> Source:
    mark = accounts.mark(path)
    mistake = Mistake(file=mark.file, line=mark.line, path=path, why=why, mend=mend)
    return replace(source, mistakes=(*source.mistakes, mistake))
