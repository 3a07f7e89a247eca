"""The dead-man switch: an address is asked for while all is well, and whoever owns it alarms when the asking stops."""

import logging
from collections.abc import Awaitable, Callable

import aiohttp

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10


class Heartbeat:
    """Asks for one address. `why_not` is what stands between the bot and its promises."""

    def __init__(self, http: aiohttp.ClientSession, url: str, why_not: Callable[[], Awaitable[str | None]]) -> None:
        self._http = http
        self._url = url
        self._why_not = why_not

    async def beat(self) -> None:
        """Once, if the bot is ready. Never raises; the address stays out of the log, since knowing it is enough."""
        if (why := await self._why_not()) is not None:
            log.warning("no heartbeat", extra={"why": why})
            return
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            async with self._http.get(self._url, timeout=timeout) as answer:
                if answer.status >= 400:
                    log.warning("the heartbeat was refused", extra={"status": answer.status})
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            log.warning("the heartbeat did not arrive", extra={"why": type(fault).__name__})
