"""Every call of the Web API is counted once, under its method and by what it came to."""

import pytest

from ackline.adapters.slack.client import session, slack_client
from ackline.adapters.slack.errors import ask
from ackline.services.operating.meter import Answer
from ackline.services.ports import Permanent, Retry


@pytest.fixture
async def counted(bot):
    calls: list[tuple[str, Answer]] = []
    async with session() as http:
        client = slack_client(bot.slack.token, bot.slack.api_url, http, lambda *call: calls.append(call))
        yield client, calls


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (None, Answer.OK),
        ({"kind": "rate_limited"}, Answer.RATE_LIMITED),
        ({"kind": "error_before"}, Answer.FAILED),
        ({"kind": "slack_error", "error": "is_archived"}, Answer.REFUSED),
        ({"kind": "slack_error", "error": "internal_error"}, Answer.FAILED),
        ({"kind": "reset_before"}, Answer.UNREACHABLE),
    ],
)
async def test_a_call_is_counted_by_what_it_came_to(bot, counted, fault, answer):
    client, calls = counted
    if fault is not None:
        await bot.slack.fault("chat.postMessage", **fault)
    try:
        await ask(client.chat_postMessage(channel="C0ACME", text="x"))
    except (Retry, Permanent):
        assert fault is not None
    assert calls == [("chat.postMessage", answer)]


async def test_a_slack_that_gives_no_answer_is_away_and_one_that_says_no_is_not(bot, counted):
    client, _ = counted
    for kind, away in (("error_before", True), ("reset_before", True), ("rate_limited", False)):
        await bot.slack.fault("chat.postMessage", kind)
        with pytest.raises(Retry) as failed:
            await ask(client.chat_postMessage(channel="C0ACME", text="x"))
        assert failed.value.away is away
