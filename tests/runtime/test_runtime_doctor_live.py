"""`ackline doctor --live`: says what it will do, does it when that is agreed to, and tells what did not work."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ackline_process import Running, ackline_process
from aiohttp import web

from ackline.sandbox.sandbox import Sandbox
from ackline.web.server import Server

WORLD = {
    "now": "2026-11-20T18:00:00Z",
    "teams": [
        {"id": "T0HARBOUR", "name": "Harbour", "domain": "harbour", "vendor": True},
        {"id": "T0ACME", "name": "Acme", "domain": "acme"},
    ],
    "users": [
        {"id": "U0ADA", "name": "ada", "team": "T0HARBOUR"},
        {"id": "U0BEN", "name": "ben", "team": "T0HARBOUR", "deleted": True},
        {"id": "U0AMY", "name": "amy", "team": "T0ACME"},
    ],
    "channels": [
        {"id": "C0ACME", "name": "acme", "shared_with": ["T0ACME"], "members": ["U0ADA", "U0AMY"]},
        {"id": "C0BIRCH", "name": "birch", "members": ["U0ADA"], "bot": False},
        {"id": "C0TRIAGE", "name": "triage", "members": ["U0ADA"]},
        {"id": "C0FALLBACK", "name": "fallback", "members": ["U0ADA"]},
    ],
}
PEOPLE = """
vendor: {{name: Harbour, triage_channel: C0TRIAGE, fallback_channel: C0FALLBACK}}
people:
  U0ADA:
    name: Ada
    support: yes
    lines:
      - {{pager: webhook, address: "{url}/webhook", secret: PAGER_SECRET}}
      - {{pager: pagerduty, address: "{url}/pagerduty", secret: PAGER_SECRET}}
      - {{pager: email, address: ada@harbour.example}}
      - slack_dm
  U0BEN: {{name: Ben, lines: [{{pager: webhook, address: "{url}/webhook", secret: PAGER_SECRET}}]}}
rotas: {{engineers: {{people: [U0ADA]}}}}
"""
ACCOUNTS = """
accounts:
  acme: {name: Acme, contract: stringer, tier: pro, channels: [C0ACME], roles: {oncall: engineers}}
  birch: {name: Birch, contract: stringer, tier: pro, channels: [C0BIRCH], roles: {oncall: engineers}}
"""


@dataclass
class Service:
    """Whoever rings: what it was sent, and how it answers."""

    url: str = ""
    status: Mapping[str, int] = field(default_factory=lambda: {"webhook": 200, "pagerduty": 202})
    taken: list[dict[str, Any]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.taken.append({"to": request.match_info["to"], "headers": request.headers, **await request.json()})
        return web.json_response({}, status=self.status[request.match_info["to"]])


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    service = Service()
    server = Server([web.post("/{to}", service.take)])
    service.url = await server.start("127.0.0.1", 0)
    yield service
    await server.stop()


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(WORLD) as sandbox:
        yield sandbox


async def examined(slack: Sandbox, service: Service, folder: Path, *words: str, **settings: str) -> tuple[int, Running]:
    (folder / "people.yml").write_text(PEOPLE.format(url=service.url), encoding="utf-8")
    (folder / "accounts.yml").write_text(ACCOUNTS, encoding="utf-8")
    given = {
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "ACKLINE_DATABASE_URL": f"sqlite:///{folder}/ackline.db",
        "ACKLINE_CONFIG": str(folder),
        "PAGER_SECRET": "a-secret-of-the-pager",
    }
    async with ackline_process("doctor", "--live", *words, **given | settings) as doctor:
        return await doctor.ended(), doctor


def found(doctor: Running) -> dict[str, str]:
    """What came of each live check: "works", or its next step."""
    told = list(zip(doctor.lines, [*doctor.lines[1:], ""], strict=True))
    return {
        line[5:].rpartition(": ")[0]: "works" if line.endswith(": works") else step.strip().removeprefix("next: ")
        for line, step in told
        if line.endswith((": works", ": does not work"))
    }


async def test_without_a_word_of_agreement_it_only_says_what_it_would_do(slack, service, tmp_path):
    status, doctor = await examined(slack, service, tmp_path, "--me", "U0ADA")
    assert status == 2 and doctor.lines[-1] == "Nothing of this was done. Say --yes to have it done."
    told = "\n".join(line for line in doctor.lines if line.startswith("  - "))
    for deed in (
        "post a test message to C0FALLBACK",
        "send a test message to U0ADA",
        "open one more socket",
        f'"event": "test": a receiver that does not look at `event` may ring (webhook {service.url}/webhook)',
        "resolve an incident that does not exist",
        "log in to the mail server",
        "ask Slack about 6 channels and people",
    ):
        assert deed in told, told
    assert service.taken == [] and await slack.messages("C0FALLBACK") == []


async def test_agreed_to_it_posts_rings_harmlessly_and_opens_a_socket(slack, service, tmp_path):
    status, doctor = await examined(slack, service, tmp_path, "--yes", "--me", "U0ADA")
    assert status == 1, "some of it cannot work"
    results = found(doctor)
    works = {what for what, result in results.items() if result == "works"}
    assert {
        "posting to the fallback channel",
        "a message to U0ADA",
        "the bot in C0TRIAGE, triage",
        "the bot in C0FALLBACK, fallback",
        "the bot in C0ACME of acme",
        "Ada, U0ADA",
        "a socket",
        f"webhook {service.url}/webhook",
        f"pagerduty {service.url}/pagerduty",
    } == works
    assert "invite the bot there" in results["the bot in C0BIRCH of birch"]
    assert "deactivated" in results["Ben, U0BEN"]
    assert "set ACKLINE_SMTP_URL" in results["email ada@harbour.example"]
    [posted] = await slack.messages("C0FALLBACK")
    assert posted["text"].startswith("This is a test by `ackline doctor`")
    assert len(await slack.dms("U0ADA")) == 1 and await slack.messages("C0ACME") == []


async def test_what_it_sends_to_pagers_rings_nobody(slack, service, tmp_path):
    await examined(slack, service, tmp_path, "--yes")
    by_pager = {taken["to"]: taken for taken in service.taken}
    assert len(service.taken) == 2, "a line that two people have is tried once"
    assert by_pager["webhook"]["event"] == "test"
    assert by_pager["webhook"]["headers"]["X-Ackline-Signature"].startswith("v1=")
    assert by_pager["pagerduty"]["event_action"] == "resolve"
    assert "a-secret-of-the-pager" not in json.dumps({k: v for k, v in by_pager["webhook"].items() if k != "headers"})


async def test_pagers_that_refuse_are_told_with_their_next_step(slack, service, tmp_path):
    service.status = {"webhook": 401, "pagerduty": 400}
    _, doctor = await examined(slack, service, tmp_path, "--yes")
    results = found(doctor)
    assert "answered 401: correct its address or secret" in results[f"webhook {service.url}/webhook"]
    assert "PagerDuty refused the event (400)" in results[f"pagerduty {service.url}/pagerduty"]
    assert "a-secret-of-the-pager" not in doctor.written


async def test_a_socket_that_slack_does_not_allow_is_told(slack, service, tmp_path):
    _, doctor = await examined(slack, service, tmp_path, "--yes", SLACK_APP_TOKEN="xapp-of-another")
    assert "invalid_auth" in found(doctor)["a socket"]


async def test_with_settings_that_cannot_serve_nothing_is_tried(slack, service, tmp_path):
    status, doctor = await examined(slack, service, tmp_path, "--yes", SLACK_BOT_TOKEN="")
    assert status == 1 and doctor.lines[-1] == "The live checks need the above to be mended first."
    assert service.taken == []
