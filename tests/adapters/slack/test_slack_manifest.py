"""The manifest asks for what the code uses, no less and no more."""

import ast
from pathlib import Path

import yaml

from ackline.adapters.slack.listeners import SHORTCUTS
from ackline.adapters.slack.pressed import ACT
from ackline.adapters.slack.rows import NOT_KEPT
from ackline.adapters.slack.scopes import EVENTS, METHODS, needed
from ackline.adapters.slack.translate import READERS
from ackline.services.incoming.commands import COMMAND

ROOT = Path(__file__).parents[3]
MANIFEST = (ROOT / "manifest.yml").read_text(encoding="utf-8")
APP = yaml.safe_load(MANIFEST)


def called_methods():
    """The Web API methods called anywhere in the Slack adapter, by their names on the client."""
    for file in (ROOT / "src/ackline/adapters/slack").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("self._client", "client"):
                yield node.attr


def test_the_manifest_subscribes_to_exactly_what_is_read():
    assert APP["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)
    assert {event.partition(".")[0] for event in EVENTS} == set(READERS) | NOT_KEPT


def test_the_manifest_asks_for_exactly_the_scopes_that_are_needed():
    assert APP["oauth_config"]["scopes"]["bot"] == sorted(needed())


def test_every_call_of_the_web_api_is_accounted_for():
    own = {"token", "base_url", "session", "proxy"}
    assert set(called_methods()) - own == set(METHODS)


def test_every_scope_and_event_says_what_it_is_for():
    asked = [*APP["oauth_config"]["scopes"]["bot"], *APP["settings"]["event_subscriptions"]["bot_events"]]
    lines = MANIFEST.splitlines()
    for name in asked:
        (said,) = [each for each in lines if each.strip().startswith(f"- {name} #")]
        assert len(said.partition("#")[2].strip()) > 5


def test_the_manifest_has_the_command_and_both_ways_of_hearing():
    assert [each["command"] for each in APP["features"]["slash_commands"]] == [COMMAND]
    assert APP["settings"]["interactivity"]["is_enabled"] is True
    assert APP["features"]["app_home"]["home_tab_enabled"] is True
    shortcuts = {each["callback_id"] for each in APP["features"]["shortcuts"] if each["type"] == "message"}
    assert shortcuts == {f"{ACT}{act.value}" for act in SHORTCUTS}
    assert APP["settings"]["socket_mode_enabled"] is True
    assert APP["_metadata"]["major_version"] == 2
