"""One GET for a calendar that people.yml names by address."""

from urllib.parse import urlsplit

import aiohttp

TIMEOUT_SECONDS = 10
LARGEST = 2 * 1024 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


async def fetch_calendar(http: aiohttp.ClientSession, address: str) -> str:
    """The text of a calendar. OSError, with why, when it can't be had: knowing the address may be enough to read it."""
    url = urlsplit(address)
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
        raise OSError("its address is not https")
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    try:
        async with http.get(address, timeout=timeout) as answer:
            if answer.status != 200:
                raise OSError(f"it is answered {answer.status}")
            body = await answer.content.read(LARGEST + 1)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise OSError(f"no answer: {type(error).__name__}") from error
    if len(body) > LARGEST:
        raise OSError("it is larger than 2 MiB")
    return body.decode("utf-8", errors="replace")
