"""A pager that rings: it takes a page or it does not, and can't be asked afterwards."""

import asyncio
from collections import Counter
from datetime import datetime
from typing import ClassVar

from ackline.adapters.pagers.pager import Message
from ackline.domain.effects import Deliver
from ackline.services.ports import Permanent, Receipt, Retry

from .client import Caller, Line
from .faults import PAGER


class Exchange:
    """Every ring: the key of the page, whom, when, and whether it said that it might be a repetition."""

    def __init__(self) -> None:
        self.rings: list[tuple[str, str, datetime, tuple[str, ...]]] = []

    def unmarked(self) -> Counter[str]:
        """How often each key rang without saying that it might have rung before."""
        return Counter(key for key, _, _, marks in self.rings if "possible duplicate" not in marks)


class Telephone:
    """The pager `webhook` of one process."""

    wakes: ClassVar[bool] = True

    def __init__(self, exchange: Exchange, line: Line, caller: Caller) -> None:
        self._exchange = exchange
        self._line = line
        self._caller = caller

    async def page(self, page: Deliver, message: Message, key: str) -> Receipt:
        await self._caller.point("slack before")
        fault = self._line.faults.strikes(PAGER)
        match fault:
            case "pager error before":
                raise Retry("the pager answered 503", ambiguous=True)
            case "pager busy":
                raise Retry("the pager is busy", after=self._line.dice.choice((5, 20, 60, 600)), spent=False)
            case "pager gone":
                raise Permanent("the pager answered 404")
        self._exchange.rings.append((key, str(page.person), self._line.time.true(), message.marks))
        await self._caller.point("slack after")
        match fault:
            case "pager error after":
                raise Retry("the pager answered 500", ambiguous=True)
            case "pager timeout after":
                await asyncio.sleep(10)
                raise Retry("no answer from the pager", ambiguous=True)
        return Receipt(wakes=self.wakes, marks=message.marks)

    async def find(self, page: Deliver, key: str, since: datetime) -> Receipt | None:
        raise Retry("a telephone can't be asked what it got")
