"""Before it counts: shadow mode switched on and off, and a test page to oneself."""

from collections.abc import Sequence

from ackline.domain.events import Event, ShadowSet, TrialAsked
from ackline.domain.ids import SubjectId
from ackline.domain.installations.installation import INSTALLATION
from ackline.services.incoming.heading import Heading, account_named
from ackline.services.ports import Permanent


def shadow(given: Heading) -> Sequence[Event]:
    """`shadow acme`, or a contract for all its accounts."""
    return (_switched(given, on=True),)


def live(given: Heading) -> Sequence[Event]:
    """`live acme`: from now on it is real."""
    return (_switched(given, on=False),)


def page_me(given: Heading) -> Sequence[Event]:
    """`test-page`: whoever asks is paged by every line they have."""
    subject = SubjectId(f"trial:{given.actor.user}:{given.order.at.timestamp():.6f}")
    return (TrialAsked(id=given.id, at=given.order.at, subject=subject, actor=given.actor),)


def _switched(given: Heading, *, on: bool) -> ShadowSet:
    word = "shadow" if on else "live"
    name = " ".join(given.words)
    account = account_named(given.roster, name) if name else None
    contract = next((a.contract for a in given.roster.accounts.values() if a.contract == name.lower()), None)
    if account is None and contract is None:
        known = ", ".join(sorted(given.roster.accounts))
        usage = f"Which account, or which contract for all its accounts? /ackline {word} acme"
        raise Permanent(f"{usage}. There are: {known}")
    return ShadowSet(
        id=given.id,
        at=given.order.at,
        subject=INSTALLATION,
        actor=given.on(account).actor,
        whom=f"account:{account}" if account is not None else f"contract:{contract}",
        on=on,
    )
