"""A customer's channel as a story speaks of it: who writes, who reacts, what stands in the thread."""

from typing import Any

from harness import Stage


class Room:
    """One customer's channel; `customer` is who writes unless somebody else is named."""

    def __init__(self, on: Stage, channel: str, customer: str) -> None:
        self._slack = on.slack
        self._on = on
        self.channel = channel
        self.customer = customer

    async def post(self, text: str, *, by: str = "") -> str:
        """Somebody writes at the top of the channel; the message's ts."""
        return await self._slack.post(self.channel, by or self.customer, text)

    async def reply(self, ts: str, text: str, *, by: str = "") -> str:
        """Somebody writes in a thread."""
        return await self._slack.post(self.channel, by or self.customer, text, thread_ts=ts)

    async def react(self, ts: str, by: str, emoji: str) -> None:
        """Somebody puts an emoji on a message."""
        await self._slack.react(self.channel, ts, by, emoji)

    async def unreact(self, ts: str, by: str, emoji: str) -> None:
        """Somebody takes an emoji off."""
        await self._slack.unreact(self.channel, ts, by, emoji)

    async def cards(self, ts: str) -> list[dict[str, Any]]:
        """The bot's messages in a thread."""
        return await self._on.card(self.channel, ts)

    async def card(self, ts: str) -> str:
        """What the one card of a thread says."""
        (card,) = await self.cards(ts)
        return str(card["text"])

    async def press(self, ts: str, by: str, act: str, value: str = "") -> None:
        """Somebody presses a button of the thread's card, the bot's first word there, or an option of its menu."""
        card = (await self.cards(ts))[0]
        await self._on.press(self.channel, card, by, act, value)
