"""The command line as a program: three names for it, pipes that end early, and a bare start."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from ackline_process import ackline_process

from ackline.runtime.settings import KNOWN

ROOT = Path(__file__).parents[2]
ENTRIES = {
    "ackline": (str(Path(sys.executable).with_name("ackline")),),
    "python -m ackline": (sys.executable, "-m", "ackline"),
    "app.py": (sys.executable, str(ROOT / "app.py")),
}


def ran(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in KNOWN} | settings
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_the_three_names_of_the_command_line_are_the_same():
    told = {ran(*entry, "contract", "list").stdout for entry in ENTRIES.values()}
    assert len(told) == 1
    assert "stringer" in told.pop()


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_a_reader_that_ends_early_is_no_error(entry):
    piped = subprocess.Popen((*entry, "contract", "coverage"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert piped.stdout is not None
    assert piped.stderr is not None
    piped.stdout.close()
    assert piped.stderr.read() == b""
    piped.stderr.close()
    assert piped.wait(timeout=60) == 141, "the status of a command that SIGPIPE ended"


def test_a_wrong_word_ends_with_status_2_and_help_with_0():
    assert ran(*ENTRIES["ackline"], "serv").returncode == 2
    assert ran(*ENTRIES["ackline"], "--help").returncode == 0


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("words", [(), ("sandbox",)], ids=["bare", "sandbox"])
async def test_a_bare_start_is_the_demo_which_is_alive_and_never_ready(words, unused_tcp_port_factory):
    bot, page = unused_tcp_port_factory(), unused_tcp_port_factory()
    where = ("sandbox", "--port", str(page)) if words else ()
    program = ENTRIES["app.py"]
    page = page if words else 8765
    if not words and await asyncio.to_thread(busy, page):
        pytest.skip("somebody's demo runs on this machine")
    async with ackline_process(*where, program=program, ACKLINE_PORT=str(bot)) as demo:
        await demo.line_with(f"Open http://127.0.0.1:{page} in a browser")
        assert (await get(f"http://127.0.0.1:{page}/"))[0] == 200
        assert (await get(f"http://127.0.0.1:{bot}/healthz"))[0] == 200
        status, why = await get(f"http://127.0.0.1:{bot}/readyz")
        assert status == 503
        assert "demo" in why
        demo.tell_to_stop()
        assert await demo.ended() == 0
    assert "Traceback" not in demo.written


def busy(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def test_the_demo_says_which_port_is_taken_and_what_to_do(taken, unused_tcp_port):
    app = ran(*ENTRIES["app.py"], "sandbox", "--port", str(unused_tcp_port), ACKLINE_PORT=str(taken))
    assert app.returncode == 2
    assert f"cannot listen on 127.0.0.1:{taken} (another program listens there)" in app.stderr
    assert "ACKLINE_PORT" in app.stderr
    page = ran(*ENTRIES["app.py"], "sandbox", "--port", str(taken), ACKLINE_PORT="0")
    assert page.returncode == 2
    assert f"cannot listen on 127.0.0.1:{taken} (another program listens there)" in page.stderr
    assert "sandbox --port" in page.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-1"),
        ("SLACK_APP_TOKEN", "xapp-1"),
        ("SLACK_SIGNING_SECRET", "s"),
        ("SLACK_API_URL", "http://127.0.0.1:9/api/"),
        ("ACKLINE_DATABASE_URL", "sqlite:///nowhere.db"),
        ("ACKLINE_CONFIG", "."),
        ("ACKLINE_DATABSE_URL", "sqlite:///nowhere.db"),
    ],
)
def test_a_start_that_was_meant_to_serve_names_what_is_missing_and_starts_no_demo(name, value):
    started = ran(*ENTRIES["app.py"], **{name: value})
    assert started.returncode == 2
    assert started.stdout == ""
    assert "The settings need mending" in started.stderr
    assert ("SLACK_BOT_TOKEN is missing" in started.stderr) == (name != "SLACK_BOT_TOKEN")
