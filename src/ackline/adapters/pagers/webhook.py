"""A page as a signed HTTP request to an on-call service, which rings until somebody wakes up.

The request is a POST of JSON: `key` (the same for every try of one page), `event` ("page"), `page`, `person`,
`occurrence`, `requested_at`, `reach_by`, `text`, `marks`, `summary`. Headers:

- `Idempotency-Key`: the key again.
- `X-Ackline-Timestamp`: seconds since 1970.
- `X-Ackline-Signature`: `v1=` and the hexadecimal HMAC-SHA256, under the shared secret, of the timestamp, a full stop
  and the body as sent. Left out when people.yml names no secret.

Any 2xx is a receipt.
"""

import hashlib
import hmac
import json
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlsplit

import aiohttp

from ackline.adapters.pagers.pager import Means, Message
from ackline.domain.effects import Deliver
from ackline.services.ports import Permanent, Receipt, Retry

TIMEOUT_SECONDS = 10

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_IN_DOUBT = frozenset({408, 425})


class Webhook:
    """Pages by HTTP; the address is the URL, https unless it is this machine's own."""

    wakes: ClassVar[bool] = True

    def __init__(self, means: Means) -> None:
        self._http = means.http
        self._secrets = means.secrets
        self._clock = means.clock

    async def page(self, page: Deliver, message: Message, key: str) -> Receipt:
        """Send the page once."""
        _allow(page.address)
        body = _body(page, message, key)
        headers = {"Content-Type": "application/json", "Idempotency-Key": key, **self._signed(page.secret, body)}
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            async with self._http.post(
                page.address, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                _judge(answer)
        except (aiohttp.InvalidURL, ValueError) as error:
            raise Permanent("the pager's address in people.yml is no URL") from error
        except aiohttp.ClientConnectorError as error:
            raise Retry(f"the pager can't be reached: {type(error).__name__}") from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Retry(f"no answer from the pager: {type(error).__name__}", ambiguous=True) from error
        return Receipt(wakes=self.wakes, marks=message.marks)

    async def find(self, page: Deliver, key: str, since: datetime) -> Receipt | None:  # noqa: ARG002 - a pager's form
        """Always Retry: a webhook can't be asked what it got."""
        raise Retry("a webhook can't be asked what arrived")

    def _signed(self, name: str, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._clock.now().timestamp()))
        headers = {"X-Ackline-Timestamp": timestamp}
        if not name:
            return headers
        secret = self._secrets.get(name)
        if not secret:
            raise Permanent(f"the page can't be signed: set {name} in the environment")
        digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
        return headers | {"X-Ackline-Signature": f"v1={digest.hexdigest()}"}


def _body(page: Deliver, message: Message, key: str) -> bytes:
    shape = {
        "key": key,
        "event": "page",
        "page": page.page,
        "person": page.person,
        "occurrence": page.occurrence,
        "requested_at": page.requested_at.isoformat(),
        "reach_by": page.reach_by.isoformat() if page.reach_by else None,
        "text": message.plain,
        "marks": list(message.marks),
        "summary": page.summary,
    }
    return json.dumps(shape).encode()


def _allow(address: str) -> None:
    try:
        url = urlsplit(address)
    except ValueError as error:
        raise Permanent("the pager's address in people.yml is no URL") from error
    if not url.hostname:
        raise Permanent("the pager's address in people.yml is no URL")
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in _LOOPBACK):
        raise Permanent("a pager's address must be https: pages say who is down")


def _judge(answer: aiohttp.ClientResponse) -> None:
    status = answer.status
    if 200 <= status < 300:
        return
    if status == 429:
        raise Retry("the pager is busy", after=_seconds(answer.headers.get("Retry-After", "")), spent=False)
    if status >= 500 or status in _IN_DOUBT:
        raise Retry(f"the pager answered {status}", ambiguous=True)
    raise Permanent(f"the pager answered {status}: correct its address or secret in people.yml")


def _seconds(header: str) -> float:
    """A Retry-After in seconds; one that names a date counts as half a minute."""
    if header.isdecimal():
        return max(float(header), 1.0)
    return 30.0 if header else 1.0
