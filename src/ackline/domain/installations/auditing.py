"""What the auditor found: the fallback channel is told once of each finding, and once more when it is over."""

from collections.abc import Mapping
from datetime import datetime

from ackline.domain.effects import Inform
from ackline.domain.events import Audited, Finding
from ackline.domain.surfaces.words import Internal, Line, line, moment, strong

_PREFIX = "audit/"

_WHAT = {
    "timers": "promises are overdue and nothing has fired",
    "pages": "pages wait to leave",
    "inbox": "messages wait to be read",
    "unreached": "a page has failed everywhere and nobody is being tried",
    "journal": "the journal does not hold",
}
"""Every kind of finding, in words."""

KINDS = tuple(_WHAT)


def audited(noticed: Mapping[str, datetime], event: Audited, channel: str) -> tuple[dict[str, datetime], list[Inform]]:
    """What is known to be wrong after an audit, and what `channel`, the vendor's own, is told of the change."""
    found = {_key(finding): finding for finding in event.findings}
    over = [key for key in noticed if key.startswith(_PREFIX) and key not in found]
    fresh = [key for key in found if key not in noticed]
    kept = {key: since for key, since in noticed.items() if key not in over}
    told = [_inform(event, key, _found(found[key]), channel) for key in fresh]
    told += [_inform(event, key, _over(key, noticed[key]), channel) for key in over]
    return kept | dict.fromkeys(fresh, event.at), told


def known(noticed: Mapping[str, datetime]) -> frozenset[str]:
    """The findings that stand, by their keys."""
    return frozenset(key for key in noticed if key.startswith(_PREFIX))


def keys(findings: tuple[Finding, ...]) -> frozenset[str]:
    """What findings are known by: the same trouble has the same key each time that it is found."""
    return frozenset(_key(finding) for finding in findings)


def _key(finding: Finding) -> str:
    return f"{_PREFIX}{finding.kind}/{finding.about}"


def _inform(event: Audited, key: str, words: Line, channel: str) -> Inform:
    return Inform(key=f"{event.id}/{key}", ticket=None, words=Internal(lines=(words,)), channel=channel)


def _found(finding: Finding) -> Line:
    return line(strong(f"Ackline needs looking after: {_WHAT[finding.kind]}. "), finding.words)


def _over(key: str, since: datetime) -> Line:
    _, kind, about = key.split("/", 2)
    return line(strong("Over: "), f"{_WHAT[kind]}{f' ({about})' if about else ''}, since ", moment(since), ".")
