"""A contract's file, read whole: every section in turn, every mistake together."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ackline.adapters.config.contracts.block import Block, Reading
from ackline.adapters.config.contracts.calendars import WrittenCalendar, read_calendar
from ackline.adapters.config.contracts.errors import ContractError
from ackline.adapters.config.contracts.rules import (
    check_reviews,
    read_all_clear,
    read_before_ticket,
    read_conflict,
    read_contact,
    read_exclusion,
    read_hosting,
    read_needs_severity,
    read_preparation,
    read_report,
    read_review,
    read_route,
    read_security,
    read_watch,
)
from ackline.adapters.config.contracts.source import Raw, Source
from ackline.adapters.config.contracts.tiers import Declared, clause_of, read_tier
from ackline.domain.authority import Act
from ackline.domain.contract import Clause, ClauseStatus, Contract, Setting, Severity, names
from ackline.domain.ids import ClauseId, ContractVersion, SeverityId, TierId

_ID = re.compile(r"[a-z][a-z0-9-]*")
WORDS = ("SLA", "target")
PAUSING = ("pending",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A contract together with what it was read from, in which holidays are told by date."""

    contract: Contract
    raw: Mapping[str, Raw]


def read_contract(source: Source) -> Edition:
    """The contract that a source holds. Raises ContractError with everything that is wrong with it."""
    reading = Reading(source)
    top = reading.top()
    if not top.keys:
        raise ContractError(reading.finish())
    settings = tuple(_settings(top))
    reading.settings = {s.id: s.value if s.value in s.options else s.recommended for s in settings}
    reading.options = {setting.id: setting.options for setting in settings}
    calendars = {name: read_calendar(part, top.keys_in("clauses")) for name, part in top.parts("calendars")}
    given = top.keys_in("calendars")
    missing = tuple(name for name in top.words("missing") if name not in given)
    declared = Declared(
        clauses=top.keys_in("clauses"),
        calendars=(*given, *missing),
        severities=tuple(SeverityId(name) for name in top.keys_in("severities")),
        contacts=top.keys_in("contacts"),
        tiers=tuple(TierId(name) for name in top.keys_in("tiers")),
    )
    needs_severity, watch = top.part("needs_severity"), top.part("watch")
    before_ticket, all_clear = top.part("before_ticket"), top.part("all_clear")
    hosting, security = top.part("hosting"), top.part("security_incident")
    raw = _told_by_date(source.raw, calendars)
    contract = Contract(
        id=top.text("contract"),
        version=ContractVersion(_digest(raw)),
        title=top.text("title"),
        word=top.one_of("word", WORDS, "word for a target"),
        severities=tuple(_severities(top, declared)),
        assumed=SeverityId(top.one_of("assumed", declared.severities, "severity of this contract")),
        tiers={TierId(name): read_tier(name, part, declared) for name, part in top.parts("tiers", required=True)},
        calendars={name: written.hours for name, written in calendars.items() if written.hours is not None},
        clauses={clause.id: clause for clause in _clauses(top)},
        needs_severity=read_needs_severity(needs_severity, declared) if needs_severity else None,
        watch=read_watch(watch, declared) if watch else None,
        security=read_security(security, declared) if security else None,
        hosting=read_hosting(hosting, declared) if hosting else None,
        onboarding=tuple(read_preparation(n, part, declared) for n, part in top.parts("onboarding")),
        before_ticket=read_before_ticket(before_ticket, declared) if before_ticket else None,
        all_clear=read_all_clear(all_clear, declared) if all_clear else None,
        contacts=tuple(read_contact(n, part, declared) for n, part in top.parts("contacts", required=True)),
        routes=tuple(read_route(n, part, declared) for n, part in top.parts("routes")),
        exclusions=tuple(read_exclusion(n, part, declared) for n, part in top.parts("exclusions")),
        reports=tuple(read_report(n, part, declared) for n, part in top.parts("reports")),
        reviews=tuple(read_review(n, part, declared) for n, part in top.parts("reviews")),
        settings=settings,
        conflicts=tuple(read_conflict(row, declared) for row in top.rows("conflicts")),
        emoji=_acts(top),
        pausing=frozenset(top.known_words("pausing", PAUSING, "status that may stop a clock")),
        texts=_texts(top),
        missing=missing,
        hours={name: ClauseId(written.clause) for name, written in calendars.items() if written.clause},
    )
    check_reviews(top, contract.reviews, declared.tiers)
    if contract.id and not _ID.fullmatch(contract.id):
        why = f"{contract.id!r} is no id"
        reading.wrong("contract", why, "write small letters, digits and dashes: commands and other files name it so")
    mistakes = reading.finish()
    if mistakes:
        raise ContractError(mistakes)
    return Edition(contract=contract, raw=raw)


def canonical(raw: Mapping[str, Raw]) -> str:
    """The JSON text of a content. Keys keep their order: severities are ranked and tiers priced by it."""
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":"))


def _digest(raw: Mapping[str, Raw]) -> str:
    return hashlib.sha256(canonical(raw).encode()).hexdigest()[:16]


def _told_by_date(raw: Raw, calendars: Mapping[str, WrittenCalendar]) -> dict[str, Raw]:
    content = dict(raw) if isinstance(raw, dict) else {}
    if calendars:
        content["calendars"] = {name: dict(written.raw) for name, written in calendars.items()}
    return content


def _clauses(top: Block) -> Iterator[Clause]:
    for name, part in top.parts("clauses", required=True):
        status = part.one_of("status", tuple(ClauseStatus), "status of a clause")
        yield Clause(
            id=ClauseId(name),
            text=part.text("text"),
            status=ClauseStatus(status) if status in tuple(ClauseStatus) else ClauseStatus.PLANNED,
            story=part.text("story", "") or None,
        )


def _settings(top: Block) -> Iterator[Setting]:
    clauses = top.keys_in("clauses")
    for name, part in top.parts("settings"):
        options = part.words("options", None)
        yield Setting(
            id=name,
            question=part.text("question"),
            value=part.one_of("value", options, "option of this setting"),
            recommended=part.one_of("recommended", options, "option of this setting"),
            options=options,
            clause=ClauseId(part.one_of("clause", clauses, "clause of this contract")),
        )


def _severities(top: Block, declared: Declared) -> Iterator[Severity]:
    taken: dict[str, str] = {}
    for rank, (name, part) in enumerate(top.parts("severities", required=True)):
        severity = Severity(
            id=SeverityId(name),
            name=part.text("name"),
            rank=rank,
            definition=part.text("definition"),
            clause=clause_of(part, declared),
            aliases=part.words("aliases"),
            emoji=part.words("emoji"),
            pages=part.flag("pages"),
            tell_at_once=part.text("tell_at_once", ""),
            tell_when_resolved=part.text("tell_when_resolved", ""),
        )
        for key, words in (("aliases", names(severity)), ("emoji", frozenset(f":{e}:" for e in severity.emoji))):
            for word in sorted(words):
                if taken.setdefault(word, name) != name:
                    top.reading.wrong(part.at(key), f"{word} already means {taken[word]}", "keep it at one of them")
        yield severity


def _acts(top: Block) -> dict[str, str]:
    emoji = top.part("emoji")
    if emoji is None:
        return {}
    return {name: emoji.one_of(name, tuple(Act), "act") for name in emoji.keys}


def _texts(top: Block) -> dict[str, str]:
    texts = top.part("texts")
    return {name: texts.text(name) for name in texts.keys} if texts is not None else {}
