"""The webhook pager against a server that records what it gets."""

import asyncio
import hashlib
import hmac
import json
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from ackline.adapters.pagers.pager import Means
from ackline.adapters.pagers.webhook import Webhook
from ackline.domain.effects import Deliver
from ackline.domain.surfaces.words import Internal
from ackline.services.ports import Permanent, Retry

NOW = datetime(2026, 11, 20, 18, 15, tzinfo=UTC)
PAGE = Deliver(
    key="page:1",
    page="pg_1",
    ticket="ticket:C1:1.2",
    person="U0TOM",
    pager="webhook",
    address="",
    secret="PAGER_SECRET",
    occurrence=1,
    words=Internal(lines=()),
    guard=None,
    look=False,
    requested_at=NOW,
    reach_by=NOW,
    summary={"account": "Acme", "severity": "P1"},
)


class Stopped:
    def now(self) -> datetime:
        return NOW


@dataclass(frozen=True)
class Message:
    text: str = "*P1* &amp; more"
    plain: str = "P1 & more"
    blocks: tuple = ()
    marks: tuple[str, ...] = ("possible duplicate",)


@dataclass
class Service:
    url: str
    pager: Webhook
    answer: web.Response | None
    got: list


@asynccontextmanager
async def service():
    got = []

    async def take(request):
        got.append((dict(request.headers), await request.read()))
        if made.answer is None:
            request.transport.abort()
            return web.Response()
        return made.answer

    application = web.Application()
    application.router.add_post("/hook", take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as http:
        pager = Webhook(Means(slack=None, http=http, secrets={"PAGER_SECRET": "s3cret"}, clock=Stopped()))
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        made = Service(url, pager, web.Response(status=202), got)
        yield made
    await runner.cleanup()


async def send(made, **changes):
    page = replace(PAGE, **{"address": made.url, **changes})
    return await made.pager.page(page, Message(), "row-1")


async def test_a_page_is_signed_json_with_its_key():
    async with service() as made:
        receipt = await send(made)
        ((headers, body),) = made.got
    assert receipt.wakes is True
    assert receipt.marks == ("possible duplicate",)
    assert headers["Idempotency-Key"] == "row-1"
    assert headers["X-Ackline-Timestamp"] == str(int(NOW.timestamp()))
    signed = hmac.new(b"s3cret", headers["X-Ackline-Timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Ackline-Signature"] == f"v1={signed}"
    assert json.loads(body) == {
        "key": "row-1",
        "event": "page",
        "page": "pg_1",
        "person": "U0TOM",
        "occurrence": 1,
        "requested_at": "2026-11-20T18:15:00+00:00",
        "reach_by": "2026-11-20T18:15:00+00:00",
        "text": "P1 & more",
        "marks": ["possible duplicate"],
        "summary": {"account": "Acme", "severity": "P1"},
    }


async def test_a_page_without_a_secret_is_sent_unsigned():
    async with service() as made:
        await send(made, secret="")
        ((headers, _),) = made.got
    assert "X-Ackline-Signature" not in headers


async def test_a_secret_that_is_not_set_is_named():
    async with service() as made:
        with pytest.raises(Permanent, match="set OTHER"):
            await send(made, secret="OTHER")
        assert made.got == []


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 422])
async def test_an_answer_that_will_not_change_is_final(status):
    async with service() as made:
        made.answer = web.Response(status=status, headers={"Location": "http://127.0.0.1:1/"})
        with pytest.raises(Permanent, match=str(status)):
            await send(made)
        assert len(made.got) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
async def test_a_failing_service_may_have_taken_the_page(status):
    async with service() as made:
        made.answer = web.Response(status=status)
        with pytest.raises(Retry) as failed:
            await send(made)
    assert failed.value.ambiguous


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), ("", 1.0), ("Fri, 20 Nov 2026 18:16:00 GMT", 30.0), ("nan", 30.0)]
)
async def test_a_busy_service_costs_no_attempt(header, seconds):
    async with service() as made:
        made.answer = web.Response(status=429, headers={"Retry-After": header})
        with pytest.raises(Retry) as failed:
            await send(made)
    assert (failed.value.after, failed.value.spent, failed.value.ambiguous) == (seconds, False, False)


async def test_a_dropped_connection_may_have_taken_the_page_and_a_refused_one_did_not():
    async with service() as made:
        made.answer = None
        with pytest.raises(Retry) as dropped:
            await send(made)
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{closed.getsockname()[1]}/hook"
            with pytest.raises(Retry) as refused:
                await send(made, address=address)
    assert (dropped.value.ambiguous, refused.value.ambiguous) == (True, False)


async def test_a_service_that_does_not_answer_is_left_after_its_time(monkeypatch):
    monkeypatch.setattr("ackline.adapters.pagers.calling.TIMEOUT_SECONDS", 0.05)
    async with service() as made:
        made.answer = web.Response()
        forever = asyncio.Event()

        async def silent(reader, writer):
            await forever.wait()
            writer.close()

        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Retry) as failed:
            await send(made, address=f"http://127.0.0.1:{port}/hook")
        forever.set()
        server.close()
    assert failed.value.ambiguous


@pytest.mark.parametrize(
    "address",
    ["http://pager.example/x", "ftp://127.0.0.1/x", "", "not a url", "https://", "http://[::1", "https://x:port/"],
)
async def test_an_address_that_is_not_safe_is_refused(address):
    async with service() as made:
        with pytest.raises(Permanent):
            await send(made, address=address)


async def test_a_webhook_cannot_be_asked_what_arrived():
    async with service() as made:
        with pytest.raises(Retry):
            await made.pager.find(PAGE, "row-1", NOW)
