"""Reads an inbox row of any source that Slack has."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ackline.adapters.slack.me import Me
from ackline.adapters.slack.state import read_state
from ackline.adapters.slack.translate import read
from ackline.domain.tickets.intake import Heard, Input
from ackline.services.operating.backfill import BACKFILL, SPENT
from ackline.services.ports import Json


class SlackReader:
    """`me` tells the bot's own messages from everybody else's."""

    def __init__(self, me: Me) -> None:
        self._me = me

    def __call__(self, source: str, body: Json, received_at: datetime) -> Sequence[Input]:
        """What the row says: one input, or none. Never raises."""
        if source == "state":
            seen = read_state(body)
            return (seen,) if seen is not None else ()
        if source == SPENT:
            return ()
        found = read(body, self._me, received_at)
        return (replace(found, past=True) if source == BACKFILL and isinstance(found, Heard) else found,)
