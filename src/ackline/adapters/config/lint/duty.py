"""Whether the steps of a ladder reach somebody: rotas without gaps, people with pagers that wake them."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from ackline.adapters.config.lint.finding import Finding, Level
from ackline.adapters.config.roster.rotas import gaps_of
from ackline.domain.contract import Contract, Step
from ackline.domain.duty.checking import on
from ackline.domain.duty.people import Account, Roster
from ackline.domain.duty.shifts import uncovered
from ackline.domain.ids import UserId

LOOKED_AHEAD = timedelta(weeks=4)


def check_duty(contract: Contract, roster: Roster, pagers: Mapping[str, bool]) -> Iterator[Finding]:
    """What keeps the steps of this contract from reaching anybody, for every account that has it."""
    found: dict[str, Finding] = {}
    for account in roster.accounts.values():
        if account.contract != contract.id:
            continue
        for step in contract.tiers[account.tier].ladder:
            for finding in _step(step, account, roster, pagers):
                found.setdefault(finding.path, finding)
        for finding in (*_review(contract, account, roster), *_contacts(contract, account)):
            found.setdefault(finding.path, finding)
    yield from found.values()


def check_ahead(contract: Contract, roster: Roster, at: datetime) -> Iterator[Finding]:
    """The gaps of the weeks to come for the steps of this contract, as `/ackline gaps` tells them.

    A gap of a rota's own hours comes again and again: `check_duty` has told it.
    """
    steps = {
        (account.id, step.role): step
        for account in roster.accounts.values()
        if account.contract == contract.id
        for step in contract.tiers[account.tier].ladder
    }
    for gap in uncovered(roster, at, at + LOOKED_AHEAD):
        concerned = [steps[one] for one in gap.roles if one in steps]
        if concerned and gap.rota in roster.rotas and not gaps_of(roster.rotas[gap.rota]):
            yield Finding(
                level=Level.WARNING,
                path=f"rotas.{gap.rota}",
                why=f"nobody is on duty from {gap.start:%a %Y-%m-%d %H:%M} to {gap.end:%a %Y-%m-%d %H:%M} UTC",
                mend=f"mend the calendar, or write `/ackline override {gap.rota} @somebody …`",
                clause=concerned[0].clause,
            )


def _step(step: Step, account: Account, roster: Roster, pagers: Mapping[str, bool]) -> Iterator[Finding]:
    name = account.roles.get(step.role, "")
    rota = roster.rotas.get(name)
    if rota is None:
        yield Finding(
            level=Level.ERROR,
            path=f"accounts.{account.id}.roles.{step.role}",
            why=f"nobody answers as {step.role} for {account.name}, so {step.name} pages nobody",
            mend=f"name a rota or a person as {step.role}",
            clause=step.clause,
        )
        return
    gaps = gaps_of(rota)
    if gaps:
        yield Finding(
            level=Level.ERROR,
            path=f"rotas.{name}",
            why=f"{step.name} may page at any hour, and nobody is on duty at {'; '.join(gaps)}",
            mend="let the windows meet, at both changes of the clock too",
            clause=step.clause,
        )
    for user in dict.fromkeys(on(roster, name)):
        if user in roster.people:
            yield from _lines(step, user, roster, pagers)


def _review(contract: Contract, account: Account, roster: Roster) -> Iterator[Finding]:
    """A review that nobody is there to present."""
    rule = contract.review(account.tier)
    if rule is not None and account.roles.get(rule.role, "") not in roster.rotas:
        yield Finding(
            level=Level.ERROR,
            path=f"accounts.{account.id}.roles.{rule.role}",
            why=f"nobody answers as {rule.role} for {account.name}, so nobody presents the {rule.name.lower()}",
            mend=f"name a rota or a person as {rule.role}",
            clause=rule.clause,
        )


def _lines(step: Step, user: UserId, roster: Roster, pagers: Mapping[str, bool]) -> Iterator[Finding]:
    person = roster.people[user]
    for line in person.lines:
        if line.pager not in pagers:
            yield Finding(
                level=Level.ERROR,
                path=f"people.{user}.lines.{line.pager}",
                why=f"there is no pager {line.pager}, so {person.name} is not reached by it",
                mend=f"write one of {', '.join(sorted(pagers))}",
                clause=step.clause,
            )
    if not any(pagers.get(line.pager, False) for line in person.lines):
        waking = " or ".join(sorted(name for name, wakes in pagers.items() if wakes))
        promised = step.within is not None
        yield Finding(
            level=Level.ERROR if promised else Level.WARNING,
            path=f"people.{user}.lines",
            why=f"{step.name} {'must reach' if promised else 'pages'} {person.name} at any hour, and none of "
            f"their pagers wakes anybody ({', '.join(line.pager for line in person.lines)})",
            mend=f"add a line that wakes: pager: {waking}",
            clause=step.clause,
        )


def _contacts(contract: Contract, account: Account) -> Iterator[Finding]:
    """Contacts to which a customer is redirected, and whose address nobody has given."""
    redirect = contract.tiers[account.tier].redirect
    for name in dict.fromkeys((*redirect.contacts, *redirect.critical_contacts)) if redirect is not None else ():
        contact = contract.contact(name)
        if not contact.address and name not in account.contacts:
            yield Finding(
                level=Level.NOTE,
                path=f"accounts.{account.id}.contacts.{name}",
                why=f"{account.name} is sent to {contact.label!r}, and no address of it is given",
                mend=f"add {name} under contacts of the account",
                clause=contact.clause,
            )
