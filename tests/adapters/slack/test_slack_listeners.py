"""From Slack's requests to the inbox: on disk before the answer, and said so when it is not."""

import json
from datetime import timedelta

import pytest
from slack_payloads import envelope, message

from ackline.adapters.slack.listeners import NOT_RECORDED
from ackline.adapters.slack.translate import read
from ackline.domain.authority import Act
from ackline.domain.surfaces.words import line
from ackline.domain.tickets.intake import BotJoined, Heard, Marked, Pressed
from ackline.sandbox.signing import signed_headers
from ackline.sandbox.wire import Refused

BUTTONS = [
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": f"act:{act}:{n}",
                "text": {"type": "plain_text", "text": act},
                "value": "tkt_1",
            }
            for n, act in enumerate(("acknowledge", "severity", "waive", "exclude", "publish"))
        ]
        + [{"type": "button", "action_id": "other", "text": {"type": "plain_text", "text": "x"}, "value": "v"}],
    }
]


async def card(bot):
    answer = await bot.client.chat_postMessage(channel="C0TRIAGE", text="#1", blocks=BUTTONS)
    bot.heard.clear()
    return answer["ts"]


def inputs(bot):
    return [read(row.body, bot.me, row.received_at) for row in bot.heard]


async def failures(bot):
    return [attempt["failure"] for event in await bot.slack.events() for attempt in event["attempts"]]


async def test_the_bot_knows_itself(bot):
    assert (bot.me.user, bot.me.bot, bot.me.app, bot.me.team) == ("U0SANDBOX", "B0SANDBOX", "A0SANDBOX", "T0VENDOR")


async def test_a_customers_message_is_kept_once_and_read(bot):
    ts = await bot.slack.post("C0ACME", "bob", "Our runs <are> stuck & @ana knows")
    (heard,) = inputs(bot)
    assert isinstance(heard, Heard)
    assert (heard.channel, heard.ts, heard.user, heard.team) == ("C0ACME", ts, "U0BOB", "T0ACME")
    assert heard.text == "Our runs &lt;are&gt; stuck &amp; <@U0ANA> knows"


async def test_edits_reactions_replies_and_deletions_all_come_through(bot):
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    reply = await bot.slack.post("C0ACME", "ana", "looking", thread_ts=ts)
    await bot.slack.react("C0ACME", ts, "ana", "👀")
    await bot.slack.unreact("C0ACME", ts, "ana", "👀")
    await bot.slack.edit("C0ACME", ts, "stuck, P1")
    await bot.slack.unfurl("C0ACME", ts, "https://x.example")
    await bot.slack.delete("C0ACME", reply)
    kinds = [type(each).__name__ for each in inputs(bot)]
    assert kinds == ["Heard", "Heard", "Marked", "Marked", "Altered", "Ignored", "Removed"]
    assert len({row.key for row in bot.heard}) == 7


async def test_a_deleted_root_with_replies_is_told_as_removed(bot):
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    await bot.slack.post("C0ACME", "ana", "looking", thread_ts=ts)
    await bot.slack.delete("C0ACME", ts)
    assert type(inputs(bot)[-1]).__name__ == "Removed"


async def test_the_bots_own_posts_do_not_come_back(bot):
    await bot.client.chat_postMessage(channel="C0ACME", text="hello")
    assert bot.heard == []


async def test_the_bot_learns_of_a_channel_it_is_added_to(bot):
    await bot.slack.leave("C0ACME", "ackline")
    bot.heard.clear()
    await bot.slack.join("C0ACME", "ackline")
    assert any(isinstance(each, BotJoined) for each in inputs(bot))


async def test_a_changed_profile_is_forgotten_and_not_kept(bot):
    await bot.slack.deactivate("tom")
    assert bot.forgotten == ["U0TOM"]
    assert bot.heard == []


async def test_what_could_not_be_kept_is_answered_503_and_sent_again_by_slack(bot):
    bot.broken = RuntimeError("disk full: text of a message")
    await bot.slack.post("C0ACME", "bob", "stuck")
    assert (await failures(bot))[0] == "http_error"
    assert await signed(bot, json.dumps(envelope(message()))) == 503
    bot.broken = None
    await bot.slack.forward(timedelta(minutes=1))
    assert [type(each) for each in inputs(bot)] == [Heard]


async def test_an_error_is_logged_without_its_words(bot, caplog):
    bot.broken = RuntimeError("(parameters: 'our secret')")
    await bot.slack.post("C0ACME", "bob", "our secret")
    assert "not taken: RuntimeError" in caplog.text
    assert "our secret" not in "".join(
        r.getMessage() for r in caplog.records if r.name.startswith(("ackline.sl", "slack"))
    )


@pytest.mark.parametrize(
    "body", ['{"type": "event_callback", "event": {"type": "message"}}', '{"type": "event_callback", "event": {}}',
             '{"type": "event_callback", "event": {"type": "brand_new", "x": [1]}}', '{"type": "app_rate_limited"}']
)  # fmt: skip
async def test_events_of_unknown_types_and_with_missing_fields_are_acknowledged(bot, body):
    assert await signed(bot, body) == 200


async def test_an_unsigned_request_is_refused_and_nothing_is_kept(bot):
    async with bot.http.post(bot.url, data='{"type": "event_callback", "event": {"type": "message"}}') as answer:
        assert answer.status == 401
    async with bot.http.post(bot.url, data="{not json", headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 400
    assert bot.heard == []


async def signed(bot, body):
    headers = signed_headers(bot.slack.signing_secret, body.encode()) | {"Content-Type": "application/json"}
    async with bot.http.post(bot.url, data=body, headers=headers) as answer:
        return answer.status


async def test_a_click_is_kept_before_it_is_answered(bot):
    ts = await card(bot)
    await bot.slack.click("C0TRIAGE", ts, "ana", "act:acknowledge:0")
    (pressed,) = inputs(bot)
    assert isinstance(pressed, Pressed)
    assert (pressed.act, pressed.value, pressed.user, pressed.team) == (Act.ACKNOWLEDGE, "tkt_1", "U0ANA", "T0VENDOR")


async def test_a_click_that_was_not_kept_is_told_to_whoever_pressed_and_marked_by_slack(bot):
    ts = await card(bot)
    bot.broken = RuntimeError("no disk")
    with pytest.raises(Refused, match="dispatch_failed"):
        await bot.slack.click("C0TRIAGE", ts, "ana", "act:acknowledge:0")
    assert [each["text"] for each in await bot.slack.ephemerals("ana")] == [NOT_RECORDED]


async def test_a_button_of_another_version_is_kept_so_that_whoever_pressed_is_told(bot):
    ts = await card(bot)
    await bot.slack.click("C0TRIAGE", ts, "ana", "other")
    (old,) = inputs(bot)
    assert (old.user, old.channel, old.value, old.why) == ("U0ANA", "C0TRIAGE", "v", "old")


async def test_a_form_whose_trigger_is_too_old_is_kept_so_that_whoever_pressed_is_told(bot):
    ts = await card(bot)
    await bot.slack.fault("views.open", "slack_error", error="expired_trigger_id")
    await bot.slack.click("C0TRIAGE", ts, "ana", "act:severity:1")
    (late,) = inputs(bot)
    assert (late.user, late.value, late.why) == ("U0ANA", "tkt_1", "late")


async def test_a_form_about_somebody_elses_is_not_opened(bot):
    ts = await card(bot)
    bot.foreign = ("tkt_1",)
    await bot.slack.click("C0TRIAGE", ts, "ana", "act:severity:1")
    assert await bot.slack.views("ana") == []
    (foreign,) = inputs(bot)
    assert foreign.why == "foreign"


async def test_a_form_says_first_what_the_contract_says(bot):
    ts = await card(bot)
    bot.told = (line("Critical: ", "everything is <down>."),)
    await bot.slack.click("C0TRIAGE", ts, "ana", "act:severity:1")
    (view,) = await bot.slack.views("ana")
    assert view["blocks"][0]["text"]["text"] == "Critical: everything is &lt;down&gt;."


@pytest.mark.parametrize(
    ("number", "act", "answers"),
    [
        (1, "severity", {"severity": "P1", "reason": "all runs"}),
        (2, "waive", {"reason": "not ours"}),
        (3, "exclude", {"code": "P2", "reason": "beta"}),
        (4, "publish", {"place": "P1", "link": "https://x.example/report"}),
    ],
)
async def test_an_act_that_needs_words_opens_its_form(bot, number, act, answers):
    ts = await card(bot)
    await bot.slack.click("C0TRIAGE", ts, "ana", f"act:{act}:{number}")
    assert bot.heard == []
    done = await bot.slack.submit("ana", answers)
    assert done.action == "close"
    pressed = read(bot.submitted[0], bot.me, bot.clock.now())
    assert (pressed.act, pressed.value, dict(pressed.fields)) == (Act(act), "tkt_1", answers)


async def test_a_form_without_choices_lets_the_code_be_typed(bot):
    bot.offered = ()
    ts = await card(bot)
    await bot.slack.click("C0TRIAGE", ts, "ana", "act:severity:1")
    await bot.slack.submit("ana", {"severity": "urgent"})
    assert read(bot.submitted[0], bot.me, bot.clock.now()).fields == (("severity", "urgent"),)


async def test_a_refused_form_says_so_at_its_field(bot):
    bot.errors = {"reason": "say why", "elsewhere": "no"}
    ts = await card(bot)
    await bot.slack.click("C0TRIAGE", ts, "ana", "act:waive:2")
    done = await bot.slack.submit("ana", {"reason": "x"})
    assert done.action == "errors"
    assert set(done.errors) == {"reason"}


async def test_a_form_that_could_not_be_decided_stays_open_and_says_so(bot):
    ts = await card(bot)
    await bot.slack.click("C0TRIAGE", ts, "ana", "act:waive:2")
    bot.broken = RuntimeError("no disk")
    done = await bot.slack.submit("ana", {"reason": "x"})
    assert done.errors == {"reason": NOT_RECORDED}


async def test_the_command_answers_staff_only_and_inertly(bot):
    assert "support team" in await bot.slack.command("C0TRIAGE", "gus", "/ackline", "list")
    assert "&lt;!channel&gt;" in await bot.slack.command("C0TRIAGE", "ana", "/ackline", "list")
    assert "/ackline list" in await bot.slack.command("C0TRIAGE", "ana", "/ackline")


async def test_a_customers_emoji_comes_with_no_team_and_is_read_all_the_same(bot):
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    await bot.slack.react("C0ACME", ts, "bob", "eyes::skin-tone-3")
    marked = inputs(bot)[-1]
    assert isinstance(marked, Marked)
    assert (marked.emoji, marked.user) == ("eyes", "U0BOB")
