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

    @property
    def waited_for(self) -> bool:
        """Whether anybody waits."""
        return any(not place.done() for queue in (self._first, self._then) for place in queue)

    @asynccontextmanager
    async def turn(self, *, first: bool = False) -> AsyncIterator[None]:
        """Be alone for the length of the block, after everybody who came before, or before all but other `first`."""
        await self.wait(first=first)
        try:
            yield
        finally:
            self.pass_on()

    async def wait(self, *, first: bool = False) -> None:
        """Take a turn, which ends with `pass_on`."""
        if not self._taken:
            self._taken = True
            return
        place = asyncio.get_running_loop().create_future()
        (self._first if first else self._then).append(place)
        try:
            await place
        except asyncio.CancelledError:
            # The turn may have been passed to us in the moment in which we were cancelled.
            if place.done() and not place.cancelled():
                self.pass_on()
            raise

    def pass_on(self) -> None:
        """End a turn: the next who waits has it now."""
        for queue in (self._first, self._then):
            while queue:
                place = queue.popleft()
                if not place.done():
                    place.set_result(None)
                    return
        self._taken = False
