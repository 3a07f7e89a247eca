"""What a pager's answer says happened: somebody acknowledged a page there. Total: any JSON is read.

PagerDuty tells every change of every incident of a subscription. Only an acknowledgement by a person counts: what
Ackline itself told PagerDuty comes back too, from an integration. Who acknowledged is whoever the incident was for.
"""

from collections.abc import Mapping
from datetime import datetime

from ackline.adapters.pagers.pagerduty import named_by
from ackline.domain.authority import Act
from ackline.domain.ids import UserId
from ackline.domain.tickets.intake import Ignored, Input, Pressed
from ackline.services.ports import Json

ACTS = (Act.ACKNOWLEDGE, Act.OWN, Act.SEEN, Act.DECLINE)
"""What can be done from a telephone."""


def read_pagerduty(body: Json, received_at: datetime) -> Input:
    """An event of PagerDuty's v3 webhooks."""
    event = body.get("event")
    if not isinstance(event, dict) or event.get("event_type") != "incident.acknowledged":
        return Ignored(why="nothing that was acknowledged in PagerDuty")
    if _text(event, "agent", "type") != "user_reference":
        return Ignored(why="acknowledged in PagerDuty by no person")
    named = named_by(_text(event, "data", "incident_key"))
    if named is None:
        return Ignored(why="an incident of PagerDuty that is no page of ours")
    page, person = named
    return _pressed(person, page, Act.ACKNOWLEDGE, _moment(_text(event, "occurred_at"), received_at))


def read_phone(body: Json, received_at: datetime) -> Input:
    """An answer of an on-call service that was sent a page by webhook."""
    act = next((act for act in ACTS if act.value == body.get("act")), None)
    if act is None:
        return Ignored(why="a telephone asked for what can't be done from there")
    return _pressed(_text(body, "person"), _text(body, "page"), act, received_at)


def _pressed(person: str, page: str, act: Act, at: datetime) -> Pressed:
    return Pressed(channel="", user=UserId(person), team=None, act=act, value=page, fields=(), at=at)


def _text(value: object, *path: str) -> str:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def _moment(written: str, otherwise: datetime) -> datetime:
    """When it happened; what lies in the future by the sender's clock happened when it arrived."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return otherwise
    return min(at, otherwise) if at.tzinfo is not None else otherwise
