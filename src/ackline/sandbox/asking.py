"""Asking the app at a URL of its own: its timekeeper, and its beginning and end."""

import aiohttp

from ackline.sandbox.wire import Json, Refused


async def ask(session: aiohttp.ClientSession, verb: str, url: str, body: Json | None, *, failed: str) -> Json:
    """The JSON object it answers, empty for anything else; Refused with the code `failed` when it answers none."""
    try:
        async with session.request(verb, url, json=body) as response:
            if response.status >= 300:
                raise Refused(failed, f"{verb} {url} answered {response.status}: {(await response.text())[:300]}")
            if "json" not in response.content_type:
                return {}
            answer = await response.json()
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Refused(failed, f"{verb} {url}: {error}") from error
    return answer if isinstance(answer, dict) else {}
