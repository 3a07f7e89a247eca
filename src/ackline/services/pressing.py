"""Buttons and forms: which facts they amount to. What a button carries is no authorisation; the ticket decides."""

from collections.abc import Sequence

import msgspec

from ackline.domain.authority import Act, Side
from ackline.domain.events import Acted, Event, PageSeen
from ackline.domain.ids import EventId, SubjectId
from ackline.domain.intake import Pressed
from ackline.domain.page import Page
from ackline.services.facts import Arrival
from ackline.services.ports import Work

_WORTH = {Act.SEVERITY: "severity", Act.EXCLUDE: "code", Act.PUBLISH: "place"}


class Pressing:
    """Turns a pressed button or a submitted form into facts."""

    async def pressed(self, work: Work, pressed: Pressed, by: Arrival) -> Sequence[Event]:
        """The act on its ticket; for a page, on the page as well."""
        subject, extra = target_of(pressed)
        if by.actor.side is Side.CUSTOMER and not await self._theirs(work, subject, by):
            return ()
        if subject.startswith("page:"):
            return await self._on_page(work, pressed, SubjectId(subject), by)
        if not subject.startswith("ticket:"):
            return ()
        fields = dict(pressed.fields)
        acted = Acted(
            id=EventId(by.row.key),
            at=pressed.at,
            subject=SubjectId(subject),
            actor=by.actor,
            act=pressed.act,
            value=fields.get(_WORTH.get(pressed.act, ""), "") or extra,
            reason=fields.get("reason") or fields.get("link", ""),
        )
        return (acted,)

    async def _theirs(self, work: Work, subject: str, by: Arrival) -> bool:
        """A customer reaches only tickets of the channel that they pressed in."""
        return subject.startswith(f"ticket:{by.channel}:") and await work.subjects.read(SubjectId(subject)) is not None

    async def _on_page(self, work: Work, pressed: Pressed, page: SubjectId, by: Arrival) -> Sequence[Event]:
        kept = await work.subjects.read(page)
        if kept is None:
            return ()
        ticket = msgspec.json.decode(kept.state, type=Page).request.ticket
        if pressed.act is Act.SEEN:
            seen = PageSeen(id=EventId(f"{by.row.key}/page"), at=pressed.at, subject=page, actor=by.actor)
            noted = Acted(id=EventId(by.row.key), at=pressed.at, subject=ticket, actor=by.actor, act=Act.SEEN)
            return (seen, noted)
        return (Acted(id=EventId(by.row.key), at=pressed.at, subject=ticket, actor=by.actor, act=pressed.act),)


def target_of(pressed: Pressed) -> tuple[str, str]:
    """The subject that a button is about, and what else its value names ("ticket:C1:1.2|report:channel")."""
    subject, _, extra = pressed.value.partition("|")
    return subject, extra
