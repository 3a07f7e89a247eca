"""Whether the steps of a ladder reach somebody: rotas without gaps, people with pagers that wake them."""

from collections.abc import Iterator, Mapping

from ackline.adapters.config.lint.finding import Finding, Level
from ackline.adapters.config.roster.rotas import gaps_of
from ackline.domain.contract import Contract, Step
from ackline.domain.duty.people import Account, Roster
from ackline.domain.ids import UserId


def check_duty(contract: Contract, roster: Roster, pagers: Mapping[str, bool]) -> Iterator[Finding]:
    """What keeps the steps of this contract from reaching anybody, for every account that has it."""
    found: dict[str, Finding] = {}
    for account in roster.accounts.values():
        if account.contract != contract.id:
            continue
        for step in contract.tiers[account.tier].ladder:
            for finding in _step(step, account, roster, pagers):
                found.setdefault(finding.path, finding)
        for finding in _contacts(contract, account):
            found.setdefault(finding.path, finding)
    yield from found.values()


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
    for user in rota.members:
        yield from _lines(step, user, roster, pagers)


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
