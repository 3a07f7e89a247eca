"""The control API: the same operations over HTTP, and clear answers to bad input."""

import ast
import json
from pathlib import Path

import pytest

import ackline.sandbox
from ackline.sandbox.sandbox import Sandbox
from ackline.sandbox.wire import Refused

JSON = {"Content-Type": "application/json"}


async def ask(http, operation: str, **arguments: object) -> dict:
    async with http.post(f"/sandbox/{operation}", json=arguments) as response:
        return await response.json()


async def read(http, reading: str, **query: object) -> dict:
    async with http.get(f"/sandbox/{reading}", params=query) as response:
        return await response.json()


async def test_a_story_can_be_told_over_http(http, app):
    ts = (await ask(http, "post", channel="ext-acme", user="bob", text="hello"))["result"]
    await ask(http, "react", channel="ext-acme", ts=ts, user="ana", emoji="👀")
    went = await ask(http, "clock", seconds=900)
    assert went["result"]["now"].startswith("2026-11-20T18:15:00")
    (message,) = (await read(http, "messages", channel="ext-acme", limit=10))["result"]
    assert (message["text"], message["reactions"][0]["name"]) == ("hello", "eyes")
    assert [sent["payload"]["event"]["type"] for sent in (await read(http, "events"))["result"]] == [
        "message",
        "reaction_added",
    ]
    assert app.of("reaction_added")


@pytest.mark.parametrize(
    ("operation", "body", "error"),
    [
        ("sing", "{}", "unknown_operation"),
        ("post", "{", "bad_arguments"),
        ("post", "[]", "bad_arguments"),
        ("post", '{"channel": "ext-acme"}', "bad_arguments"),
        ("post", '{"channel": "ext-acme", "user": "bob", "text": 5}', "bad_arguments"),
        ("post", '{"channel": "ext-acme", "user": "bob", "text": "x", "loud": true}', "bad_arguments"),
        ("post", '{"channel": "nowhere", "user": "bob", "text": "x"}', "channel_not_found"),
        ("post", '{"channel": "ext-acme", "user": "nobody", "text": "x"}', "user_not_found"),
        ("post", '{"channel": "triage", "user": "bob", "text": "x"}', "not_in_channel"),
        ("clock", '{"to": "2026-11-20T18:15:00"}', "bad_arguments"),
        ("clock", '{"seconds": -5}', "in_the_past"),
        ("clock", '{"next_due": true}', "nothing_due"),
        ("fault", '{"method": "users.info", "kind": "rust"}', "unknown_fault"),
        ("submit", '{"user": "bob", "values": {}}', "no_open_view"),
    ],
)
async def test_bad_input_is_answered_with_what_is_wrong(http, operation, body, error):
    async with http.post(f"/sandbox/{operation}", data=body, headers=JSON) as response:
        answer = await response.json()
    assert (response.status, answer["ok"], answer["error"]) == (400, False, error)
    assert answer["why"]


async def test_forms_from_foreign_pages_and_foreign_hosts_are_refused(http):
    async with http.post("/sandbox/reset", data={"x": "y"}) as response:
        assert response.status == 400
    async with http.get("/sandbox/summary", headers={"Host": "evil.example"}) as response:
        assert response.status == 403


async def test_a_reset_begins_anew(slack, http, app):
    await ask(http, "post", channel="ext-acme", user="bob", text="hello")
    await ask(http, "clock", seconds=900)
    await ask(http, "reset")
    assert await slack.messages("ext-acme") == []
    assert (await read(http, "summary"))["result"]["now"] == "2026-11-20T18:00:00Z"
    await ask(http, "post", channel="ext-acme", user="bob", text="again")
    assert app.of("message")[-1]["text"] == "again"


async def test_a_reset_ends_and_begins_the_app_that_can(slack, http, app):
    await slack.connect(f"{app.url}/slack/events", life_url=f"{app.url}/life")
    await ask(http, "post", channel="ext-acme", user="bob", text="hello")
    await ask(http, "reset")
    assert app.lives == ["ended", ("", "2026-11-20T18:00:00Z")]


async def test_a_world_is_chosen_by_name_among_those_there_are(seed, app):
    worlds = {"one": seed | {"title": "One", "about": "The first."}, "two": seed | {"now": "2027-01-04T09:00:00Z"}}
    async with Sandbox(seed, worlds=worlds, world="one", life_url=f"{app.url}/life") as slack:
        assert await slack.worlds() == {
            "here": "one",
            "worlds": [
                {"name": "one", "title": "One", "about": "The first."},
                {"name": "two", "title": "two", "about": ""},
            ],
            "app_begins_anew": True,
        }
        await slack.reset(world="two")
        assert (slack.now.year, (await slack.worlds())["here"]) == (2027, "two")
        await slack.reset()
        assert slack.now.year == 2027
        assert app.lives[1::2] == [("two", "2027-01-04T09:00:00Z")] * 2
        with pytest.raises(Refused, match="there is one, two"):
            await slack.reset(world="three")


async def test_a_world_that_cannot_be_is_refused_before_anything_is_lost(slack, http, app):
    await slack.connect(f"{app.url}/slack/events", life_url=f"{app.url}/life")
    await ask(http, "post", channel="ext-acme", user="bob", text="hello")
    assert (await ask(http, "reset", seed={"teams": []}))["error"] == "bad_seed"
    assert len(await slack.messages("ext-acme")) == 1
    assert app.lives == []


async def test_an_app_that_does_not_begin_is_named(slack, http, app):
    await slack.connect(f"{app.url}/slack/events", life_url=f"{app.url}/nowhere")
    async with http.post("/sandbox/reset", json={}) as response:
        assert (response.status, (await response.json())["error"]) == (409, "app_does_not_end")
    await slack.post("ext-acme", "bob", "still here")
    assert app.of("message")[-1]["text"] == "still here"


async def test_a_long_way_is_gone_in_parts_by_whoever_has_little_patience(slack, http, app):
    await slack.connect(f"{app.url}/slack/events", clock_url=f"{app.url}/clock")
    moments = [f"2026-11-20T18:0{minute}:00+00:00" for minute in (1, 2, 3)]
    app.due = [{"at": at, "what": "a page"} for at in moments]

    async def lived(now: str) -> None:
        app.due = [entry for entry in app.due if entry["at"] > now]

    app.on_time = lived
    went = (await ask(http, "clock", seconds=600, patience=0))["result"]
    ways = [went["now"]]
    while not went["reached"]:
        went = (await ask(http, "clock", to=went["target"], patience=0))["result"]
        ways.append(went["now"])
    assert ways == [f"2026-11-20T18:{minute}:00Z" for minute in ("01", "02", "03", "10")]


async def test_no_secret_is_ever_read(slack, client, http):
    await client.chat_postMessage(channel="C0ACME", text="x")
    everything = json.dumps([await read(http, name) for name in ("summary", "calls", "events", "faults", "due")])
    assert slack.token not in everything
    assert slack.signing_secret not in everything


async def test_watchers_are_told_that_something_changed(slack, http):
    async with http.get("/sandbox/feed") as response:
        assert json.loads((await response.content.readline())[6:]) == {"kind": "hello"}
        await slack.post("ext-acme", "bob", "hello")
        await response.content.readline()
        hint = json.loads((await response.content.readline())[6:])
    assert (hint["kind"], hint["channel"]) == ("message", "C0ACME")


def test_the_sandbox_is_a_stranger_to_the_bot():
    root = Path(ackline.sandbox.__file__).parent
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            ours = [name for name in names if name.split(".")[0] == "ackline"]
            assert all(name.startswith("ackline.sandbox") for name in ours), file
            assert not any(isinstance(node, ast.ImportFrom) and node.level for _ in ours), file
