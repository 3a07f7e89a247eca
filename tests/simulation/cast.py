"""People of a story: what they write, mark and press, at the times that the story names."""

import asyncio
from datetime import timedelta

from .people import Button, Sent, buttons, clicked, submitted
from .slack import Posted
from .stage import ME, TEAM_OF
from .world import World

_LOOKS = 40
_LOOK_SECONDS = 30


class Cast:
    """Acts in a world. Times are those since the story began."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._began = world.time.true()

    async def at(self, **since: float) -> None:
        """Go on so long after the story began, or at once when that has passed."""
        left = self._began + timedelta(**since) - self._world.time.true()
        await asyncio.sleep(max(left.total_seconds(), 0))

    def writes(self, user: str, channel: str, words: str, below: Posted | None = None) -> Posted:
        """Somebody writes, at the top or below a message."""
        thread = below.ts if below is not None else None
        posted, body = self._world.slack.say(channel, user, words, thread, self._world.time.true())
        self._world.carry([Sent(body)])
        return posted

    def edits(self, posted: Posted, words: str) -> None:
        """The author changes a message."""
        self._world.carry([Sent(self._world.slack.edit(posted, words, self._world.time.true()))])

    def deletes(self, posted: Posted) -> None:
        """The author takes a message back."""
        self._world.carry([Sent(self._world.slack.delete(posted, self._world.time.true()))])

    def marks(self, user: str, posted: Posted, emoji: str) -> None:
        """Somebody puts an emoji on a message."""
        self._mark(user, posted, emoji, added=True)

    def unmarks(self, user: str, posted: Posted, emoji: str) -> None:
        """Somebody takes an emoji off."""
        self._mark(user, posted, emoji, added=False)

    def _mark(self, user: str, posted: Posted, emoji: str, *, added: bool) -> None:
        body = self._world.slack.mark(posted, user, emoji, added=added, now=self._world.time.true())
        assert body is not None, f"{emoji} of {user} changes nothing"
        self._world.carry([Sent(body)])

    async def presses(self, user: str, channel: str, act: str, **answers: str) -> None:
        """Somebody presses the newest button of that name in a channel, and fills in its form; waits for it."""
        posted, button = await self._shown(channel, act)
        who = {"id": user, "team_id": TEAM_OF[user]}
        now = self._world.time.true()
        if answers:
            self._world.carry([submitted(self._world.slack.stamp(now).replace(".", ""), button, who, answers)])
        else:
            self._world.carry([clicked(self._world.slack, posted, button, who, now)])

    async def _shown(self, channel: str, act: str) -> tuple[Posted, Button]:
        for _ in range(_LOOKS):
            for posted in reversed(self._world.slack.messages.get(channel, {}).values()):
                for button in buttons(posted) if posted.user == ME.user else ():
                    if button.act == act:
                        return posted, button
            await asyncio.sleep(_LOOK_SECONDS)
        raise AssertionError(f"nothing in {channel} offers {act}")
