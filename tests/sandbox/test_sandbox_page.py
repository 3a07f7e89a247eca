"""The page is served whole, under a policy that lets nothing that people wrote become code."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest
import yaml
from aiohttp import ClientSession

import ackline.sandbox.page

FILES = Path(ackline.sandbox.page.__file__).parent


@pytest.mark.parametrize("path", ["/", "/archives/C0ACME/p1795000000000100", "/style.css", "/page.js"])
async def test_everything_comes_under_a_strict_policy(http, path):
    async with http.get(path) as response:
        assert response.status == 200
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_all_that_the_page_asks_for_is_there(http):
    html = (FILES / "index.html").read_text(encoding="utf-8")
    wanted = set(re.findall(r'(?:src|href)="(/[^"]+)"', html))
    for script in FILES.glob("*.js"):
        wanted |= {f"/{name}" for name in re.findall(r'from "\./([^"]+)"', script.read_text(encoding="utf-8"))}
    assert wanted == {"/style.css", *(f"/{script.name}" for script in FILES.glob("*.js"))}
    for path in wanted:
        async with http.get(path) as response:
            assert response.status == 200


def test_no_text_is_ever_parsed_as_markup():
    for script in FILES.glob("*.js"):
        source = script.read_text(encoding="utf-8")
        for parser in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Function(",
            "srcdoc",
        ):
            assert parser not in source, script.name
    html = (FILES / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"\son\w+=|style=|<style|<script(?! type=\"module\" src)", html)


def test_every_id_that_the_script_looks_up_is_in_the_page():
    html = (FILES / "index.html").read_text(encoding="utf-8")
    script = "".join(file.read_text(encoding="utf-8") for file in FILES.glob("*.js"))
    ids = set(re.findall(r'\$\("([\w-]+)"\)', script))
    assert ids <= set(re.findall(r'id="([\w-]+)"', html))


async def test_it_runs_by_itself_until_it_is_interrupted(seed, tmp_path):
    world = tmp_path / "world.yml"
    world.write_text(yaml.safe_dump(seed), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ackline.sandbox", "--seed", str(world)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        async with asyncio.timeout(20):
            line = (await process.stdout.readline()).decode()
            origin = re.search(r"http://127\.0\.0\.1:\d+", line).group()
            async with ClientSession() as session, session.get(f"{origin}/sandbox/summary") as response:
                assert (await response.json())["result"]["now"] == "2026-11-20T18:00:00Z"
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()


async def test_a_bad_seed_ends_it_with_the_reason(tmp_path):
    world = tmp_path / "world.yml"
    world.write_text("teams: []", encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ackline.sandbox", "--seed", str(world)), stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(20):
        _, said = await process.communicate()
    assert (process.returncode, b"vendor: true" in said) == (2, True)
