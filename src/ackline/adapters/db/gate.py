"""One writer at a time; whoever brings intake goes before all others that wait."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Gate:
    """A lock with two queues, each first come, first served."""

    def __init__(self) -> None:
        self._taken = False
        self._first: deque[asyncio.Future[None]] = deque()
        self._then: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Be alone for the length of the block."""
        await self._wait_in(self._then)
        try:
            yield
        finally:
            self._pass_on()

    @asynccontextmanager
    async def first_turn(self) -> AsyncIterator[None]:
        """Be alone for the length of the block, before everybody who waits for `turn`."""
        await self._wait_in(self._first)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait_in(self, queue: deque[asyncio.Future[None]]) -> None:
        if not self._taken:
            self._taken = True
            return
        place = asyncio.get_running_loop().create_future()
        queue.append(place)
        try:
            await place
        except asyncio.CancelledError:
            # The turn may have been passed to us in the moment in which we were cancelled.
            if place.done() and not place.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        for queue in (self._first, self._then):
            while queue:
                place = queue.popleft()
                if not place.done():
                    place.set_result(None)
                    return
        self._taken = False
