"""The app's life: where the world begins anew, the app does too.

The app may give a URL. `DELETE {url}` returns once it has ended, so that it asks for nothing and remembers nothing;
`POST {url}` with `{"world": name, "now": ISO}` returns once it has begun in the world that it knows by that name.
An app without such a URL stays as it is and keeps what it knows.
"""

from datetime import datetime

import aiohttp

from ackline.sandbox.asking import ask
from ackline.sandbox.clock import render


async def end(session: aiohttp.ClientSession, url: str | None) -> None:
    """The app has stopped; Refused when it does not."""
    if url:
        await ask(session, "DELETE", url, None, failed="app_does_not_end")


async def begin(session: aiohttp.ClientSession, url: str | None, world: str, now: datetime) -> None:
    """The app is at work in the world that is there now; Refused when it does not begin."""
    if url:
        await ask(session, "POST", url, {"world": world, "now": render(now)}, failed="app_does_not_begin")
