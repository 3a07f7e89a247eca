"""One message read from Slack again: for a ticket that staff make of something that was passed over."""

from ackline.domain.tickets.intake import Heard
from ackline.services.incoming.reading import Reader
from ackline.services.ports import Clock, Eyes


class Fetching:
    """Reads a single message as it stands in Slack."""

    def __init__(self, eyes: Eyes, read: Reader, clock: Clock) -> None:
        self._eyes = eyes
        self._read = read
        self._clock = clock

    async def __call__(self, channel: str, ts: str) -> Heard | None:
        """The message; None when it is gone. Retry when Slack cannot be read."""
        for row in await self._eyes.look(channel, ts):
            for one in self._read(row.source, row.body, self._clock.now()):
                if isinstance(one, Heard) and one.ts == ts:
                    return one
        return None
