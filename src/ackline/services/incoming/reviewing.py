"""What is said of a review, by command, button or form: which fact it amounts to."""

from collections.abc import Sequence

from ackline.domain.events import Event, ReviewMarked
from ackline.domain.ids import account_subject
from ackline.domain.reviews.mark import Mark
from ackline.domain.reviews.quarter import Quarter, quarter_named, quarter_of
from ackline.services.incoming.heading import Heading, account_named
from ackline.services.ports import Permanent

USAGE = "Whose review, and what of it? /ackline review acme held, or: /ackline review acme 2026-Q4 waived and why"


def review(given: Heading) -> Sequence[Event]:
    """`review acme [2026-Q4] held | waived why | owed`. Without a quarter it is the one before the present one."""
    said = [word.lower() for word in given.words]
    at = next((n for n, word in enumerate(said) if word in tuple(Mark)), None)
    if at is None:
        raise Permanent(USAGE)
    named = given.words[:at]
    quarter = quarter_named(named[-1]) if named else None
    account = account_named(given.roster, " ".join(named[:-1] if quarter is not None else named))
    if account is None and account_named(given.roster, " ".join(named[:-1])) is not None:
        raise Permanent(f"{named[-1]} is no quarter: write it as {_last(given).name}. {USAGE}")
    if account is None:
        raise Permanent(f"There is no such account. There are: {', '.join(sorted(given.roster.accounts))}. {USAGE}")
    reason = dict(given.order.fields).get("reason", " ".join(given.words[at + 1 :]))
    marked = ReviewMarked(
        id=given.id,
        at=given.order.at,
        subject=account_subject(account),
        actor=given.on(account).actor,
        quarter=(quarter or _last(given)).name,
        mark=Mark(said[at]),
        why=reason.strip(),
        answered=not given.order.message,
        form=bool(given.order.fields),
    )
    return (marked,)


def _last(given: Heading) -> Quarter:
    return quarter_of(given.order.at.date()).before
