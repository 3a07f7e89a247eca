"""What becomes of every kind of answer, from a server that answers as it is told."""

import json
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from slack_payloads import CHANNEL, ME, RECEIVED, TS, message

from ackline.adapters.slack.catchup import SlackEyes
from ackline.adapters.slack.client import session, slack_client
from ackline.adapters.slack.directory import SlackDirectory
from ackline.adapters.slack.errors import Refusal, ask, post
from ackline.adapters.slack.state import read_state
from ackline.services.ports import Retry


class Stopped:
    def now(self):
        return RECEIVED


@asynccontextmanager
async def answering(answers):
    """A client of a server that answers each method with (status, headers, body)."""

    async def answer(request):
        status, headers, body = answers[request.match_info["method"]]
        return web.Response(status=status, headers=headers, body=body)

    application = web.Application()
    application.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with session() as http:
        yield slack_client("xoxb-test", f"http://127.0.0.1:{runner.addresses[0][1]}/api/", http)
    await runner.cleanup()


def ok(**shape):
    return 200, {"Content-Type": "application/json"}, json.dumps({"ok": True, **shape}).encode()


def no(error, status=200, **headers):
    return status, {"Content-Type": "application/json", **headers}, json.dumps({"ok": False, "error": error}).encode()


HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "answer",
    [
        (500, HTML, b"<h1>oops</h1>"),
        (502, {"Content-Type": "text/plain"}, b"bad gateway"),
        (503, JSON, b"{"),
        (200, JSON, b"<html>"),
        (200, HTML, b"maintenance"),
        no("internal_error"),
        no("fatal_error"),
        no("service_unavailable", 503),
    ],
)
async def test_a_failing_slack_may_have_posted_but_a_reading_may_be_repeated(answer):
    async with answering({"chat.postMessage": answer}) as client:
        with pytest.raises(Retry) as posted:
            await post(client.chat_postMessage(channel="C1", text="x"))
        with pytest.raises(Retry) as read:
            await ask(client.chat_postMessage(channel="C1", text="x"))
    assert (posted.value.ambiguous, read.value.ambiguous) == (True, False)
    assert posted.value.spent


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        (no("ratelimited", 429, **{"Retry-After": "30"}), 30.0),
        (no("ratelimited"), 1.0),
        ((429, {"Content-Type": "text/plain", "Retry-After": "soon"}, b""), 1.0),
        (no("message_limit_exceeded"), 1.0),
    ],
)
async def test_a_busy_slack_names_its_seconds_and_costs_nothing(answer, after):
    async with answering({"chat.postMessage": answer}) as client:
        with pytest.raises(Retry) as busy:
            await post(client.chat_postMessage(channel="C1", text="x"))
    assert (busy.value.after, busy.value.spent, busy.value.ambiguous) == (after, False, False)


async def test_a_refusal_says_who_can_mend_it():
    async with answering({"chat.postMessage": no("missing_scope")}) as client:
        with pytest.raises(Refusal, match=r"missing_scope.*manifest\.yml") as refused:
            await post(client.chat_postMessage(channel="C1", text="x"))
    assert refused.value.code == "missing_scope"


async def test_a_slack_that_is_not_there_has_posted_nothing():
    async with session() as http:
        client = slack_client("xoxb-test", "http://127.0.0.1:9/api/", http)
        with pytest.raises(Retry) as away:
            await post(client.chat_postMessage(channel="C1", text="x"))
    assert away.value.ambiguous is False


async def test_a_reaction_that_slack_shortened_is_asked_for_in_full():
    short = [{"name": "eyes", "count": 3, "users": ["U0ANA"]}]
    full = [{"name": "eyes", "count": 3, "users": ["U0ANA", "U0TOM", "U0GUS"]}]
    answers = {
        "conversations.replies": ok(messages=[message(reactions=short)], has_more=False),
        "reactions.get": ok(message={"reactions": full}),
    }
    async with answering(answers) as client:
        rows = await SlackEyes(client, ME, Stopped()).look(CHANNEL, TS)
    state = read_state(rows[-1].body)
    assert state is not None
    assert state.marks[TS] == {(user, "eyes") for user in ("U0ANA", "U0TOM", "U0GUS")}


async def test_a_user_of_a_grid_has_an_enterprise():
    user = {"id": "W1", "team_id": "T0ACME", "enterprise_user": {"enterprise_id": "E0ACME"}}
    async with answering({"users.info": ok(user=user)}) as client:
        home = await SlackDirectory(client, ME, Stopped()).home_of("W1")
    assert (home.team, home.enterprise) == ("T0ACME", "E0ACME")


async def test_an_answer_that_names_no_team_is_no_answer():
    async with answering({"users.info": ok(user={"id": "W1"})}) as client:
        with pytest.raises(Retry):
            await SlackDirectory(client, ME, Stopped()).home_of("W1")
