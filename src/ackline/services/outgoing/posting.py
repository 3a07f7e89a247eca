"""From a wish to the row that carries it: lanes, destinations, what coalesces and what is guarded."""

from datetime import datetime
from functools import partial
from typing import assert_never

import msgspec

from ackline.domain.calling.page import DIRECT
from ackline.domain.duty.people import Roster
from ackline.domain.effects import (
    POSTED,
    Amend,
    Audience,
    Brief,
    CheckPerson,
    Close,
    Deliver,
    Direct,
    Draft,
    Inform,
    Posted,
    Say,
    ShowCard,
    ShowDraft,
    ShowGathered,
    Whisper,
)
from ackline.domain.events import Event
from ackline.domain.ids import EventId, SubjectId
from ackline.services.ports import Incoming, Leased, Outgoing

TRIAGE = "triage"
"""The destination that stands for the vendor's triage channel."""

PEOPLE = "people"
"""The destination of questions to Slack about who somebody is."""


def outgoing(effect: Posted, subject: SubjectId, event: EventId) -> Outgoing:
    """The outbox row of a wish that `event` gave rise to.

    Order holds per (ticket, destination): a notice waits for the triage card whose thread it goes to. A page
    waits for nothing: its lane is its own.
    """
    row = partial(Outgoing, subject=subject, kind=type(effect).__name__, body=msgspec.json.encode(effect))
    match effect:
        case ShowCard():
            card = card_key(effect.ticket, effect.audience)
            lane = triage_lane(effect.ticket) if effect.audience is Audience.TRIAGE else card
            destination = TRIAGE if effect.audience is Audience.TRIAGE else channel_of(effect.ticket)
            return row(
                key=f"{card}/{event}",
                subject=effect.ticket,
                lane=lane,
                destination=destination,
                coalesce=card,
            )
        case Say():
            replaced = card_key(effect.until, Audience.CUSTOMER) if effect.until is not None else None
            return row(
                key=effect.key,
                lane=replaced or f"say/{subject}/{effect.channel}",
                destination=effect.channel,
                coalesce=replaced,
            )
        case Inform():
            lane = triage_lane(effect.ticket) if effect.ticket is not None else f"{TRIAGE}/{effect.key}"
            destination = effect.channel or TRIAGE
            return row(key=effect.key, lane=lane, destination=destination)
        case Whisper():
            return row(
                key=f"whisper/{effect.key}/{effect.user}",
                lane=f"whisper/{subject}/{effect.user}",
                destination=effect.user,
            )
        case Brief():
            return row(
                key=effect.key,
                lane=f"brief/{effect.person}",
                destination=effect.person,
            )
        case Draft():
            draft = draft_key(effect)
            return row(key=effect.key, lane=draft, destination=effect.person, coalesce=draft)
        case ShowDraft():
            draft = draft_key(effect)
            shown = f"{draft}/shown"
            return row(key=f"{shown}/{event}", lane=draft, destination=draft, coalesce=shown)
        case CheckPerson():
            return row(key=effect.key, lane=effect.key, destination=PEOPLE)
        case Direct():
            return row(
                key=f"to/{effect.key}/{effect.user}",
                lane=f"to/{subject}/{effect.user}",
                destination=effect.user,
            )
        case Deliver():
            return row(
                key=effect.key,
                lane=effect.key,
                destination=f"{effect.person or 'fallback'}|{effect.pager}|{effect.address}",
                urgent=True,
                guard=(effect.guard.ticket, effect.guard.generation) if effect.guard else None,
                look=effect.look,
            )
        case Amend():
            return row(
                key=effect.key,
                lane=f"amend/{effect.channel}/{effect.ts}",
                destination=effect.channel,
            )
        case ShowGathered():
            shown = f"shown/{effect.gathering}"
            return row(key=f"{shown}/{event}", lane=shown, destination=effect.gathering, coalesce=shown)
        case Close():
            # A destination of its own: it is no page and does not count towards a storm.
            pager = f"close|{effect.person or 'fallback'}|{effect.pager}|{effect.address}"
            return row(
                key=effect.key,
                lane=f"{pager}/{effect.page}",
                destination=pager,
            )
        case _:
            assert_never(effect)


def held_until(effect: Posted, roster: Roster, now: datetime) -> datetime | None:
    """When somebody's quiet hours end, for what may wait for that; None for what leaves now.

    A page never waits: it cites a clause.
    """
    match effect:
        case Whisper(user=user, prompt=False) | Brief(person=user) | Draft(person=user):
            person = roster.people.get(user)
            hours = person.quiet_hours if person is not None else None
            return hours.until(now, roster.zone_of(user)) if hours is not None else None
        case _:
            return None


def tell_row(event: Event, now: datetime) -> Incoming:
    """The inbox row by which one subject reaches another."""
    return Incoming(
        key=f"tell/{event.id}",
        event_id=None,
        lane=f"tell/{event.subject}",
        source="tell",
        body={"kind": type(event).__name__, "event": msgspec.to_builtins(event)},
        received_at=now,
    )


def through_slack(row: Leased) -> bool:
    """Whether a row is delivered by Slack, and not by a pager of another kind."""
    if row.kind not in (Deliver.__name__, Close.__name__):
        return True
    effect = msgspec.json.decode(row.body, type=POSTED[row.kind])
    return isinstance(effect, Deliver | Close) and effect.pager == DIRECT


def card_key(ticket: SubjectId, audience: Audience) -> str:
    """What the states of one card have in common."""
    return f"card/{ticket}/{audience.value}"


def draft_key(of: Draft | ShowDraft) -> str:
    """What the draft of a review is known by."""
    return f"draft/{of.account}/{of.quarter}"


def triage_lane(ticket: SubjectId) -> str:
    """The order of all that staff are told about a ticket."""
    return f"{TRIAGE}/{ticket}"


def ticket_id(channel: str, ts: str) -> SubjectId:
    """The subject that a message opens. Its channel can be read back from it."""
    return SubjectId(f"ticket:{channel}:{ts}")


def channel_of(ticket: str) -> str:
    """The channel of a ticket's id."""
    return ticket.split(":")[1]
