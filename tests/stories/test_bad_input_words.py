"""Words that are too long, too short, or made to break something."""

import envelope
import pytest
from harness import Stage
from room import Room


async def said(on: Stage) -> str:
    """Everything that the bot has posted anywhere, as Slack was given it."""
    return "\n".join(repr(c["args"]) for c in await on.slack.calls("chat.postMessage"))


async def test_a_message_of_forty_thousand_characters_is_a_ticket_like_any_other(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: production is down\n" + "x" * 39_900)
    assert (await on.ticket()).claimed is not None
    assert len(await acme.cards(ts)) == 1
    assert len(await on.triage()) < 4000
    assert "> P1: production is down" in await on.triage()
    (page,) = await on.pages("ada")
    assert len(page) < 4000
    assert all(c["status"] == 200 for c in await on.slack.calls("chat.postMessage"))


async def test_forty_thousand_lines_and_marks_break_no_limit(on: Stage, acme: Room) -> None:
    await acme.post("P1: " + "&<>\n" * 9_000)
    assert await on.tickets() == 1
    assert all(c["answer"]["ok"] for c in await on.slack.calls("chat.postMessage"))


async def test_emoji_only_opens_no_ticket(on: Stage, acme: Room) -> None:
    ts = await acme.post(":tada: :tada:")
    assert await on.tickets() == 0
    assert await acme.cards(ts) == []
    await acme.react(ts, "ben", "🎫")
    assert (await on.ticket()).requester == "U0AMY", "unless a member of staff makes one of it"


@pytest.mark.parametrize(
    "words",
    [
        "P1: <!channel> <!here> <@U0BEN> <!subteam^S0ALL> wake up",
        "P1: *bold `code ```block``` ~x~ _y_ > quoted\n>>> all <https://evil.example|our portal>",
        'P1: {"type": "section", "blocks": [{"type": "divider"}]} </script> "]}',
        "P1: \u0000 \u202e right to left \ud83d half a pair \ufffe",
        "P1: &amp;lt;!channel&amp;gt; &lt;!everyone&gt;",
    ],
)
async def test_nothing_that_somebody_wrote_acts_when_it_is_quoted(on: Stage, words: str) -> None:
    ts = f"{on.slack.now.timestamp():.6f}"
    message = {"type": "message", "channel": "C0ACME", "user": "U0AMY", "user_team": "T0ACME", "text": words, "ts": ts}
    assert await envelope.event(on, {**message, "event_ts": ts}) == 200
    assert await on.tickets() == 1
    assert len(await on.rings("ada")) == 1
    posted = await said(on)
    for acting in ("<!channel>", "<!here>", "<!everyone>", "<!subteam", "<@U0BEN>", "<https://evil.example"):
        assert acting not in posted
    refused = [c for c in await on.slack.calls("chat.postMessage") if not c["answer"]["ok"]]
    assert {c["args"]["channel"] for c in refused} <= {"C0ACME"}, "the sandbox does not know the message"


async def test_a_file_without_words_is_a_request(on: Stage) -> None:
    await on.slack.share_file("C0ACME", "amy", "trace.log")
    assert await on.tickets() == 1
