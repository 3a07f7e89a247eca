"""A direct message in Slack; without a person, a message in the fallback channel. It wakes nobody."""

from datetime import datetime
from typing import ClassVar

from ackline.adapters.pagers.pager import Means, Message
from ackline.domain.effects import Deliver
from ackline.services.ports import Permanent, Receipt


class SlackDm:
    """Pages by direct message; for the fallback channel the address is its id."""

    wakes: ClassVar[bool] = False

    def __init__(self, means: Means) -> None:
        self._slack = means.slack

    async def page(self, page: Deliver, message: Message, key: str) -> Receipt:
        """Post the page with its buttons. Deactivated people and lost channels are Permanent."""
        return await self._slack.tell(await self._channel(page), None, message, key)

    async def find(self, page: Deliver, key: str, since: datetime) -> Receipt | None:
        """The page's message, if it is there."""
        return await self._slack.find(await self._channel(page), None, key, since)

    async def _channel(self, page: Deliver) -> str:
        if page.person:
            return await self._slack.open_dm(page.person)
        if not page.address:
            raise Permanent("a page to nobody and no channel: set vendor.fallback_channel in accounts.yml")
        return page.address
