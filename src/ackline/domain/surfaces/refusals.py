"""How somebody is told that what they tried was not done: directly, and why."""

from ackline.domain.authority import Actor, Side
from ackline.domain.effects import Direct, Whisper
from ackline.domain.ids import EventId
from ackline.domain.surfaces.words import Internal, Public, line, strong


def refusal(event: EventId, actor: Actor, why: str) -> Whisper | Direct:
    """The words for whoever tried `event`; of a customer's they are public ones."""
    lines = (line(strong("Not done: "), why),)
    if actor.side is Side.CUSTOMER:
        return Direct(key=f"refused/{event}", user=actor.user, words=Public(lines=lines))
    return Whisper(key=f"refused/{event}", user=actor.user, words=Internal(lines=lines), prompt=True)
