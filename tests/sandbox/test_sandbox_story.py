"""A seed's guided story: read, told, played, and as far on as what is there says."""

import pytest

from ackline.sandbox.sandbox import Sandbox
from ackline.sandbox.wire import Refused
from ackline.sandbox.world import World

STORY = {
    "title": "A question",
    "tell": "In two steps.",
    "messages": {
        "question": {"channel": "C0ACME", "by": "U0BOB", "text": "slow"},
        "answer": {"channel": "C0ACME", "by": "U0ANA", "text": "Looking", "thread": "question"},
    },
    "steps": [
        {
            "title": "Asked",
            "tell": "Bob asks.",
            "moments": [
                {
                    "label": "Bob asks",
                    "acts": [{"post": {"channel": "C0ACME", "user": "U0BOB", "text": "So slow!"}}],
                    "sights": [{"that": "It is there", "reader": "U0ANA", "channel": "C0ACME", "text": "slow"}],
                }
            ],
        },
        {
            "title": "Answered",
            "tell": "Ana answers after ten minutes.",
            "moments": [
                {
                    "label": "Ana answers",
                    "hand": "As Ana, answer.",
                    "acts": [
                        {"wait": {"minutes": 10, "after": "question"}},
                        {"react": {"message": "question", "user": "U0ANA", "emoji": "eyes"}},
                        {"post": {"channel": "C0ACME", "user": "U0ANA", "text": "Looking.", "thread": "question"}},
                    ],
                    "sights": [
                        {
                            "that": "Bob reads it",
                            "reader": "U0BOB",
                            "channel": "C0ACME",
                            "thread": "question",
                            "text": "Looking",
                        }
                    ],
                }
            ],
        },
    ],
}


@pytest.fixture
def seed(seed: dict) -> dict:
    return seed | {"story": STORY}


async def happened(slack: Sandbox) -> list[bool]:
    return [step["happened"] for step in (await slack.story())["steps"]]


async def test_a_moment_is_done_by_the_people_in_it_and_checked(slack):
    assert await happened(slack) == [False, False]
    assert await slack.play(0, 0) == {"missing": []}
    assert await happened(slack) == [True, False]
    began = slack.now
    assert await slack.play(1, 0) == {"missing": []}
    assert await happened(slack) == [True, True]
    (root,) = await slack.messages("ext-acme")
    assert (root["reactions"][0]["users"], root["replies"][0]["author"]) == (["U0ANA"], "ana")
    assert (slack.now - began).total_seconds() // 60 == 10


async def test_what_has_happened_is_not_done_again(slack):
    await slack.play(0, 0)
    await slack.play(0, 0)
    assert len(await slack.messages("ext-acme")) == 1


async def test_doing_it_by_hand_counts_as_much(slack):
    ts = await slack.post("ext-acme", "bob", "very slow today")
    assert await happened(slack) == [True, False]
    await slack.post("ext-acme", "tom", "Looking", ts)
    assert await happened(slack) == [True, True]
    assert (await slack.story())["steps"][1]["moments"][0]["sights"][0]["thread"] == ts


async def test_what_came_later_says_that_the_earlier_happened_too(slack):
    ts = await slack.post("ext-acme", "bob", "slow")
    await slack.post("ext-acme", "ana", "Looking.", ts)
    await slack.edit("ext-acme", ts, "never mind")
    await slack.post("ext-acme", "bob", "slow again")
    assert await happened(slack) == [True, False]
    await slack.play(1, 0)
    assert await happened(slack) == [True, True]


async def test_a_later_step_does_not_come_before_an_earlier_one(slack):
    with pytest.raises(Refused, match="too_early"):
        await slack.play(1, 0)
    with pytest.raises(Refused, match="no_such_moment"):
        await slack.play(7, 0)


async def test_a_world_without_a_story_tells_none(seed):
    del seed["story"]
    async with Sandbox(seed) as slack:
        assert await slack.story() is None
        with pytest.raises(Refused, match="no_story"):
            await slack.play(0, 0)


@pytest.mark.parametrize(
    ("story", "why"),
    [
        ({"title": "x"}, "story's story: .*missing"),
        ({**STORY, "steps": [{"title": "x", "tell": "y", "moments": [], "loud": True}]}, "unknown loud"),
        ({**STORY, "steps": ["x"]}, "needs a mapping"),
    ],
)
def test_a_story_that_cannot_be_told_is_refused_with_the_reason(seed, story, why):
    with pytest.raises(Refused, match=why):
        World.from_dict(seed | {"story": story})


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ({"sing": {}}, "none of post, react, press, submit, wait"),
        ({"post": {"channel": "C0ACME"}}, "takes channel, text, thread, user"),
        ({"react": {"message": "nobody", "user": "U0ANA", "emoji": "eyes"}}, "message 'nobody'"),
        ({"post": {}, "wait": {}}, "one verb"),
    ],
)
def test_an_act_that_nobody_can_do_is_refused_with_the_reason(seed, act, why):
    moment = {"label": "x", "acts": [act], "sights": []}
    story = STORY | {"steps": [{"title": "x", "tell": "y", "moments": [moment]}]}
    with pytest.raises(Refused, match=why):
        World.from_dict(seed | {"story": story})


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-09-04T22:00:00Z", "2026-09-08T13:00:00Z"),
        ("2026-09-08T12:59:59Z", "2026-09-08T13:00:00Z"),
        ("2026-09-08T13:00:00Z", "2026-09-09T13:00:00Z"),
        ("2026-11-06T20:00:00Z", "2026-11-09T14:00:00Z"),
    ],
)
async def test_the_next_business_day_is_neither_weekend_nor_holiday(seed, now, opening):
    days = {"zone": "America/New_York", "opens": "09:00", "holidays": ["2026-09-07"]}
    async with Sandbox(seed | {"now": now, "business_days": days}) as slack:
        went = await slack.forward_to_next_business_day()
        assert went.as_json()["now"] == opening


@pytest.mark.parametrize("days", [{"zone": "Nowhere/Town"}, {"opens": "noon"}, {"holidays": ["soon"]}, 5])
def test_business_days_that_cannot_be_read_are_refused(seed, days):
    with pytest.raises(Refused, match="business_days"):
        World.from_dict(seed | {"business_days": days})
