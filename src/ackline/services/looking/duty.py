"""What staff ask about duty: the overrides that are set, and the stretches in which nobody answers."""

from datetime import timedelta

from ackline.domain.duty.checking import doubt_line
from ackline.domain.duty.covering import current
from ackline.domain.duty.shifts import Uncovered, uncovered
from ackline.domain.ids import AccountId, RoleId, role_name
from ackline.domain.surfaces.words import Internal, Line, line, moment, person, strong
from ackline.services.book import Book
from ackline.services.ports import Clock, Permanent

WEEKS = 4
MOST_WEEKS = 52
MOST_LISTED = 20


class Duty:
    """Answers from the roster in force."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self._book = book
        self._clock = clock

    async def overrides(self, arguments: tuple[str, ...]) -> Internal:  # noqa: ARG002 - one signature for every command
        """Every override under way or to come, with its number."""
        covers = current(self._book.installation, self._clock.now())
        listed = (
            line(f"{c.number} · {c.rota}: ", person(c.person), " ", moment(c.start), " to ", moment(c.end), ", by ",
                 person(c.by))
            for c in covers
        )  # fmt: skip
        return Internal(lines=(line(strong(f"{len(covers)} overrides")), *listed))

    async def gaps(self, arguments: tuple[str, ...]) -> Internal:
        """The stretches of the weeks to come in which a role of a customer has nobody, and who may not be reached.

        Permanent for other words.
        """
        weeks = _weeks(arguments)
        now = self._clock.now()
        found = uncovered(self._book.roster, now, now + timedelta(weeks=weeks))
        missing = self._missing()
        head = f"Gaps of the next {weeks} weeks: {len(found) + len(missing) or 'none'}"
        shown = [self._nobody(account, role) for account, role in missing]
        shown += [self._said(gap) for gap in found]
        more = (line(f"… and {len(shown) - MOST_LISTED} more"),) if len(shown) > MOST_LISTED else ()
        doubts = tuple(doubt_line(doubt, self._book.roster, now) for doubt in self._book.installation.doubts)
        return Internal(lines=(line(strong(head)), *shown[:MOST_LISTED], *more, *doubts))

    def _missing(self) -> list[tuple[AccountId, RoleId]]:
        """The roles that an account's ladder pages, and for which it names no rota."""
        found = []
        for account in self._book.roster.accounts.values():
            ladder = self._book.contract_of(account).tiers[account.tier].ladder
            for role in dict.fromkeys(step.role for step in ladder):
                if account.roles.get(role, "") not in self._book.roster.rotas:
                    found.append((account.id, role))
        return found

    def _nobody(self, account: AccountId, role: RoleId) -> Line:
        name = self._book.roster.accounts[account].name
        return line(f"always · {name}: nobody answers as {role_name(role)}; name a rota for it in accounts.yml")

    def _said(self, gap: Uncovered) -> Line:
        accounts = self._book.roster.accounts
        whom = ", ".join(f"{role_name(role)} of {accounts[account].name}" for account, role in gap.roles)
        return line(moment(gap.start), " to ", moment(gap.end), f" · {gap.rota}: nobody ({whom})")


def _weeks(arguments: tuple[str, ...]) -> int:
    match arguments:
        case ():
            return WEEKS
        case (weeks,) if weeks.isdecimal() and 1 <= int(weeks) <= MOST_WEEKS:
            return int(weeks)
    raise Permanent(f"For how many weeks, 1 to {MOST_WEEKS}? For example: /ackline gaps 8")
