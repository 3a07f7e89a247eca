"""One POST to a service that rings: where it may go, and what its failures mean."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import aiohttp

from ackline.services.ports import Permanent, Retry

TIMEOUT_SECONDS = 10
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_IN_DOUBT = frozenset({408, 425})


@asynccontextmanager
async def posted(
    http: aiohttp.ClientSession, address: str, body: bytes, headers: Mapping[str, str]
) -> AsyncIterator[aiohttp.ClientResponse]:
    """The answer to one POST of JSON that came in time, redirects not followed.

    Raises Retry for a service that is busy, failing or out of reach, Permanent for an address that may not be used.
    """
    _allow(address)
    headers = {"Content-Type": "application/json", **headers}
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    try:
        async with http.post(address, data=body, headers=headers, timeout=timeout, allow_redirects=False) as answer:
            _try_later(answer)
            yield answer
    except (aiohttp.InvalidURL, ValueError) as error:
        raise Permanent("the pager's address in people.yml is no URL") from error
    except aiohttp.ClientConnectorError as error:
        raise Retry(f"the pager can't be reached: {type(error).__name__}") from error
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise Retry(f"no answer from the pager: {type(error).__name__}", ambiguous=True) from error


def _allow(address: str) -> None:
    try:
        url = urlsplit(address)
    except ValueError as error:
        raise Permanent("the pager's address in people.yml is no URL") from error
    if not url.hostname:
        raise Permanent("the pager's address in people.yml is no URL")
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
        raise Permanent("a pager's address must be https: pages say who is down")


def _try_later(answer: aiohttp.ClientResponse) -> None:
    status = answer.status
    if status == 429:
        raise Retry("the pager is busy", after=_seconds(answer.headers.get("Retry-After", "")), spent=False)
    if status >= 500 or status in _IN_DOUBT:
        raise Retry(f"the pager answered {status}", ambiguous=True)


def _seconds(header: str) -> float:
    """A Retry-After in seconds; one that names a date counts as half a minute."""
    if header.isdecimal():
        return max(float(header), 1.0)
    return 30.0 if header else 1.0
