"""A page as a signed HTTP request to an on-call service, which rings until somebody wakes up.

The request is a POST of JSON: `key` (the same for every try of one page), `event` ("page"), `page`, `person`,
`occurrence`, `requested_at`, `reach_by`, `text`, `marks`, `summary`. With `event` "test", which `ackline doctor --live`
sends, there are `key` and `text` only, and nobody may be rung for it. Headers:

- `Idempotency-Key`: the key again.
- `X-Ackline-Timestamp`: seconds since 1970.
- `X-Ackline-Signature`: `v1=` and the hexadecimal HMAC-SHA256, under the shared secret, of the timestamp, a full stop
  and the body as sent. Left out when people.yml names no secret.

Any 2xx is a receipt. What the person answers there may come back to `POST /pages/ack`: see web/pagers.py.
"""

import hashlib
import hmac
import json
from datetime import datetime
from typing import ClassVar

from ackline.adapters.pagers.calling import posted
from ackline.adapters.pagers.pager import Means, Message
from ackline.domain.duty.people import PagerLine
from ackline.domain.effects import Deliver
from ackline.services.ports import Permanent, Receipt, Retry


class Webhook:
    """Pages by HTTP; the address is the URL, https unless it is this machine's own."""

    wakes: ClassVar[bool] = True
    check_does: ClassVar[str] = 'send a request with "event": "test": a receiver that does not look at `event` may ring'

    def __init__(self, means: Means) -> None:
        self._http = means.http
        self._secrets = means.secrets
        self._clock = means.clock

    async def page(self, page: Deliver, message: Message, key: str) -> Receipt:
        """Send the page once."""
        await self._send(page.address, page.secret, _body(page, message, key), key)
        return Receipt(wakes=self.wakes, marks=message.marks)

    async def find(self, page: Deliver, key: str, since: datetime) -> Receipt | None:  # noqa: ARG002 - a pager's form
        """Always Retry: a webhook can't be asked what it got."""
        raise Retry("a webhook can't be asked what arrived")

    async def check(self, line: PagerLine) -> None:
        """Send a signed request that rings nobody."""
        key = f"test/{self._clock.now().isoformat()}"
        body = {"key": key, "event": "test", "text": "A test by `ackline doctor`: nobody is to be rung for it."}
        await self._send(line.address, line.secret, json.dumps(body).encode(), key)

    async def _send(self, address: str, secret: str, body: bytes, key: str) -> None:
        headers = {"Idempotency-Key": key, **self._signed(secret, body)}
        async with posted(self._http, address, body, headers) as answer:
            if not 200 <= answer.status < 300:
                raise Permanent(f"the pager answered {answer.status}: correct its address or secret in people.yml")

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
