"""What pagers answer: an acknowledgement on PagerDuty's page or app, a key pressed on the telephone.

`POST /pagerduty/webhook` takes PagerDuty's v3 webhooks: each request is signed with the secret of its subscription
(https://developer.pagerduty.com/docs/verifying-webhook-signatures).

`POST /pages/ack` takes JSON from an on-call service that was sent a page by webhook: `page` and `person` as they were
sent, and `act`, one of `acknowledge` (the default), `own`, `seen` and `decline`. It is signed as the page was, with the
same secret: `X-Ackline-Timestamp` (good for 5 minutes) and `X-Ackline-Signature`. The answer is 202.

What is not signed so is answered 401, and what could not be kept 503: it is to be sent again.
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta

from aiohttp import web

from ackline.services.ports import Clock, Incoming, Json

GOOD_FOR = timedelta(minutes=5)
PAGERDUTY, PHONE = "pagerduty", "phone"
"""The sources of the inbox rows."""

log = logging.getLogger(__name__)

Take = Callable[[Incoming], Awaitable[None]]
"""Returns when a row is durable."""

SecretsOf = Callable[[str], Iterable[str]]
"""The secrets that pages to somebody are signed with."""


def pager_routes(*, take: Take, secrets_of: SecretsOf, pagerduty: str, clock: Clock) -> Sequence[web.RouteDef]:
    """The two routes; PagerDuty's only with a secret."""

    async def from_pagerduty(request: web.Request) -> web.Response:
        body = await request.read()
        given = request.headers.get("X-PagerDuty-Signature", "").split(",")
        if not any(hmac.compare_digest(_signature(pagerduty, body), each.strip()) for each in given):
            return web.Response(status=401)
        told = _object(body)
        event = told.get("event") if told is not None else None
        if not isinstance(event, dict) or not isinstance(event.get("id"), str):
            return web.Response(status=400)
        row = Incoming(
            key=f"pd:{event['id'][:200]}",
            event_id=None,
            lane=PAGERDUTY,
            source=PAGERDUTY,
            body={"event": event},
            received_at=clock.now(),
        )
        return await _kept(row, take, 200)

    async def from_phone(request: web.Request) -> web.Response:
        body, stamp = await request.read(), request.headers.get("X-Ackline-Timestamp", "")
        told = _object(body) or {}
        person, page = told.get("person"), told.get("page")
        if not isinstance(person, str) or not isinstance(page, str) or not _is_fresh(stamp, clock):
            return web.Response(status=401)
        given = request.headers.get("X-Ackline-Signature", "")
        signed = stamp.encode() + b"." + body
        if not any(hmac.compare_digest(_signature(secret, signed), given) for secret in secrets_of(person)):
            return web.Response(status=401)
        row = Incoming(
            key=f"phone:{hashlib.sha256(signed).hexdigest()[:32]}",
            event_id=None,
            lane=f"{PHONE}/{page[:200]}",
            source=PHONE,
            body={"person": person, "page": page, "act": told.get("act", "acknowledge")},
            received_at=clock.now(),
        )
        return await _kept(row, take, 202)

    phone = web.post("/pages/ack", from_phone)
    return (web.post("/pagerduty/webhook", from_pagerduty), phone) if pagerduty else (phone,)


async def _kept(row: Incoming, take: Take, status: int) -> web.Response:
    try:
        await take(row)
    except Exception:  # whatever is wrong with the database: who sent it sends it again
        log.exception("an answer of a pager could not be kept")
        return web.Response(status=503)
    return web.Response(status=status)


def _signature(secret: str, body: bytes) -> str:
    return f"v1={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def _is_fresh(stamp: str, clock: Clock) -> bool:
    return stamp.isdecimal() and abs(clock.now().timestamp() - int(stamp)) <= GOOD_FOR.total_seconds()


def _object(body: bytes) -> Json | None:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
