"""What the sandbox says it imitates is what its code does, and each method answers as Slack documents it."""

import ast
import json
import re
from pathlib import Path

import pytest
import sandbox_schema
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox_world import SEED

import ackline.sandbox
from ackline.sandbox import api, blocks, coverage
from ackline.sandbox.clock import Clock
from ackline.sandbox.delivery import Delivery, Verdict
from ackline.sandbox.elements import IN_CONTEXT, IN_INPUT, IN_SECTION
from ackline.sandbox.feed import Feed
from ackline.sandbox.installation import EVERY_EVENT
from ackline.sandbox.seed import load
from ackline.sandbox.workspace import Workspace
from ackline.sandbox.world import World

SOURCES = Path(ackline.sandbox.__file__).parent
SOCKET = "apps.connections.open"


def literals(file: str) -> set[str]:
    tree = ast.parse((SOURCES / file).read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_the_listed_methods_are_the_ones_that_answer():
    assert set(coverage.METHODS) == {*api.METHODS, SOCKET}
    assert set(sandbox_schema.DOCUMENTED) == set(coverage.METHODS), "and each has its schema"


def test_the_listed_events_are_the_ones_that_are_sent():
    apart = {"app_mention", "app_rate_limited"}
    assert set(coverage.EVENTS) == {*EVERY_EVENT, *apart}
    said = literals("events.py") | literals("changes.py") | literals("launches.py") | literals("workspace.py")
    assert set(coverage.EVENTS) <= said, "every listed event is emitted somewhere"


def test_the_listed_interactions_are_the_ones_that_are_sent():
    frames = set(re.findall(r'_frame\(world, "(\w+)"', (SOURCES / "interactions.py").read_text(encoding="utf-8")))
    assert set(coverage.INTERACTIONS) == frames | {"slash command", "response_url"}


async def test_the_listed_blocks_are_accepted_and_others_refused(http):
    async with http.get("/sandbox/coverage") as response:
        listed = (await response.json())["result"]
    assert {entry["name"] for entry in listed["elements"]} == IN_SECTION | IN_INPUT | IN_CONTEXT
    for kind in coverage.BLOCKS:
        assert not any("unsupported type" in found for found in blocks.problems([{"type": kind}], 50)), kind
    for kind in ("video", "file", "table", "call", "carousel"):
        assert any("unsupported type" in found for found in blocks.problems([{"type": kind}], 50)), kind


def test_the_page_draws_every_block_and_element():
    kit = "".join((SOURCES / "page" / name).read_text(encoding="utf-8") for name in ("kit.js", "elements.js"))
    drawn = set(re.findall(r"^  (\w+)(?::|,$)", kit, re.MULTILINE))
    assert set(coverage.BLOCKS) <= drawn
    apart = {"image", "mrkdwn", "plain_text"}
    assert (IN_SECTION | IN_INPUT | IN_CONTEXT) - apart <= drawn


async def test_every_method_answers_as_it_is_documented(slack, app, client):
    theirs = await slack.post("ext-acme", "bob", "hello", None)
    await slack.post("ext-acme", "ana", "seen by all", theirs, broadcast=True)
    file = (await slack.messages("ext-acme"))[0]
    ours = await client.chat_postMessage(channel="C0ACME", text="x", blocks=[button_row()], metadata=METADATA)
    upload = await client.files_getUploadURLExternal(filename="log.txt", length=3)
    async with client.session.post(upload["upload_url"], data=b"abc") as response:
        assert response.status == 200
    await client.files_completeUploadExternal(files=[{"id": upload["file_id"]}], channel_id="C0ACME")
    view = {"type": "modal", "title": plain("A form"), "blocks": [button_row()]}
    home = {"type": "home", "blocks": [button_row()]}

    async def trigger() -> str:
        await slack.click("ext-acme", ours["ts"], "ana", "go")
        return app.interactions[-1]["trigger_id"]

    opened = await client.views_open(trigger_id=await trigger(), view=view)
    await slack.click_in_view("ana", "go")
    given: dict[str, dict] = {
        "auth.test": {},
        "bots.info": {},
        "chat.getPermalink": {"channel": "C0ACME", "message_ts": theirs},
        "chat.postEphemeral": {"channel": "C0ACME", "user": "U0ANA", "text": "psst"},
        "chat.postMessage": {"channel": "C0ACME", "thread_ts": theirs, "text": "x"},
        "chat.update": {"channel": "C0ACME", "ts": ours["ts"], "text": "y"},
        "conversations.history": {"channel": "C0ACME", "include_all_metadata": True, "limit": 1},
        "conversations.info": {"channel": "C0ACME"},
        "conversations.join": {"channel": "C0LOBBY"},
        "conversations.list": {"types": "public_channel,private_channel,im"},
        "conversations.members": {"channel": "C0ACME"},
        "conversations.open": {"users": "U0BOB", "return_im": True},
        "conversations.replies": {"channel": "C0ACME", "ts": theirs},
        "files.getUploadURLExternal": {"filename": "a.png", "length": 1},
        "files.info": {"file": upload["file_id"]},
        "reactions.add": {"channel": "C0ACME", "timestamp": theirs, "name": "eyes"},
        "reactions.get": {"channel": "C0ACME", "timestamp": theirs},
        "reactions.remove": {"channel": "C0ACME", "timestamp": theirs, "name": "eyes"},
        "team.info": {"team": "T0ACME"},
        "users.conversations": {},
        "users.info": {"user": "U0BOB"},
        "users.list": {},
        "views.publish": {"user_id": "U0ANA", "view": home},
        "views.push": {"trigger_id": app.interactions[-1]["trigger_id"], "view": view},
        "views.update": {"view_id": opened["view"]["id"], "view": view, "hash": opened["view"]["hash"]},
        "chat.delete": {"channel": "C0ACME", "ts": ours["ts"]},
    }
    assert file["ts"] == theirs
    done = {"views.open", "files.completeUploadExternal", SOCKET}
    assert set(given) | done == set(api.METHODS) | {SOCKET}
    for method, arguments in given.items():
        answer = await client.api_call(method, json=arguments)
        assert sandbox_schema.faults(method, answer.data) == [], method


METADATA = {"event_type": "outbox", "event_payload": {"key": "7"}}


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def button_row() -> dict:
    return {"type": "actions", "elements": [{"type": "button", "action_id": "go", "text": plain("Go")}]}


WORDS = """
type text blocks elements element accessory fields options option_groups label title submit value confirm style hash
action_id block_id channel user users ts thread_ts cursor limit oldest latest name timestamp view view_id trigger_id
metadata event_type event_payload attachments files id filename length types file team bot hint placeholder
"""
NAMES = st.sampled_from(WORDS.split())
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 2**40)
    | st.text(max_size=12)
    | st.sampled_from(["C0ACME", "U0BOB", "1.0"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=14,
)
KINDS = sorted({*coverage.BLOCKS, *IN_SECTION, *IN_INPUT, "modal", "home", "plain_text", "mrkdwn"})


def salted(value: object) -> object:
    """The same with types that exist, so that what is inside is looked at."""
    if isinstance(value, dict):
        return {
            key: KINDS[len(str(inner)) % len(KINDS)] if key == "type" else salted(inner) for key, inner in value.items()
        }
    return [salted(inner) for inner in value] if isinstance(value, list) else value


class Nobody:
    """No app is there: nothing is ever delivered."""

    async def event(self, payload: dict, retry: int, reason: str | None) -> Verdict:
        return Verdict()


async def never() -> None:
    return None


CALL = st.tuples(st.sampled_from(sorted(api.METHODS)), st.dictionaries(NAMES, ANYTHING, max_size=7), st.booleans())


@settings(max_examples=200, deadline=None)
@given(calls=st.lists(CALL, min_size=1, max_size=5))
def test_no_arguments_whatever_break_a_method(calls):
    world = World.from_dict(SEED)
    clock = Clock(world.start)
    workspace = Workspace(world, clock, Feed(), Delivery(clock, Feed(), Nobody(), never))
    workspace.origin = "http://127.0.0.1:1"
    for method, args, typed in calls:
        trigger = workspace.triggers.new_trigger("U0ANA", "V1")
        sound = {"channel": "C0ACME", "text": "x", "user": "U0ANA", "user_id": "U0ANA", "trigger_id": trigger}
        answer = api.answer(workspace, method, world.app.token, sound | salted(args) if typed else args)
        assert sandbox_schema.faults(method, json.loads(json.dumps(answer))) == [], (method, args)


@settings(max_examples=200, deadline=None)
@given(given_blocks=st.lists(ANYTHING, max_size=4), typed=st.booleans())
def test_no_blocks_whatever_break_their_check(given_blocks, typed):
    assert all(isinstance(found, str) for found in blocks.problems(salted(given_blocks) if typed else given_blocks, 50))
    blocks.view_problems({"type": "modal", "blocks": salted(given_blocks)})


def test_the_demo_may_do_what_the_manifest_asks_for():
    root = SOURCES.parents[2]
    manifest = yaml.safe_load((root / "manifest.yml").read_text(encoding="utf-8"))
    app = load(SOURCES.parent / "runtime" / "demo" / "app.yml")
    features = manifest["features"]
    assert sorted(app["scopes"]) == sorted(manifest["oauth_config"]["scopes"]["bot"])
    assert sorted(app["events"]) == sorted(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert app["commands"] == [
        {name: command[name] for name in ("command", "description", "usage_hint")}
        for command in features.get("slash_commands", ())
    ]
    assert app["shortcuts"] == features.get("shortcuts", [])
    World.from_dict(SEED | {"app": app})


@pytest.mark.parametrize("name", sorted(sandbox_schema.DOCUMENTED))
def test_every_schema_knows_a_wrong_answer(name):
    assert sandbox_schema.faults(name, {"ok": True, "surprise": 1})
    assert sandbox_schema.faults(name, {"ok": False, "error": "made_up"})
