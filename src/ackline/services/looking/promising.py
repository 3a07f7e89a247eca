"""What a customer would be promised for a message that came now, or at an instant that is named."""

from datetime import UTC, datetime

from ackline.domain.duty.people import Account
from ackline.domain.ids import ClauseId, RoleId, role_name
from ackline.domain.rules.targets import NAMES
from ackline.domain.surfaces.words import Internal, Line, clause, line, moment, strong
from ackline.services.book import Book
from ackline.services.incoming.heading import account_named
from ackline.services.looking.forecast import Promise, forecast
from ackline.services.ports import Clock, Permanent

USAGE = "For whom, and how severe? For example: /ackline due acme P1, or /ackline due acme P1 2026-11-20T22:00Z"


class Promising:
    """Answers from the contracts in force, by the same forecast as `ackline due`."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self._book = book
        self._clock = clock

    async def due(self, arguments: tuple[str, ...]) -> Internal:
        """Each promise with its clause; Permanent for words that name no customer, severity or instant."""
        if len(arguments) < 2:
            raise Permanent(USAGE)
        account, words = self._customer(arguments)
        contract = self._book.contract_of(account)
        at = _instant(words[-1]) if len(words) > 1 else None
        severity = contract.find_severity(" ".join(words[:-1] if at else words))
        if severity is None:
            known = ", ".join(s.id if s.id == s.name else f"{s.id} ({s.name})" for s in contract.severities)
            raise Permanent(f"{contract.title} has no severity {' '.join(words)!r}; it has {known}. {USAGE}")
        tier = contract.tiers[account.tier]
        try:
            found = forecast(contract, tier.id, severity.id, at or self._clock.now())
        except (ValueError, OverflowError) as unknown:  # a calendar that is not given, or a year that none knows
            raise Permanent(str(unknown)) from unknown
        lines = [line(strong(f"{account.name} ({tier.name}), {severity.name}"))]
        lines += [_promised(NAMES[kind], promise) for kind, promise in found.targets.items() if promise is not None]
        for step in found.escalation:
            by = (", reached by ", moment(step.by)) if step.by is not None else ()
            role, cited = role_name(RoleId(step.role)), clause(ClauseId(step.clause))
            lines.append(line(f"Page the {role}: ", moment(step.at), *by, " (", cited, ")"))
        names = {rule.id: rule.name for rule in contract.reports}
        lines += [_promised(f"{names[id]}, if resolved then", made) for id, made in found.reports.items() if made]
        return Internal(lines=tuple(lines))

    def _customer(self, arguments: tuple[str, ...]) -> tuple[Account, tuple[str, ...]]:
        """The customer whose name the words begin with, the longer name first, and the words behind it."""
        roster = self._book.roster
        for count in range(len(arguments) - 1, 0, -1):
            found = account_named(roster, " ".join(arguments[:count]))
            if found is not None:
                return roster.accounts[found], arguments[count:]
        raise Permanent(f"There is no customer {arguments[0]!r}; there are: {', '.join(roster.accounts)}. {USAGE}")


def _promised(name: str, promise: Promise) -> Line:
    if promise.due is None:
        return line(f"{name}: best effort (", clause(ClauseId(promise.clause)), ")")
    return line(f"{name}: ", moment(promise.due), f", {promise.duration} (", clause(ClauseId(promise.clause)), ")")


def _instant(word: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(word)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
