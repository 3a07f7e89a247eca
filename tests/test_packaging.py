"""What a fresh machine installs and starts from: the locks, the image, the hooks, the check of every change."""

import asyncio
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ackline.web.health import health_routes
from ackline.web.server import Server

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {
    ".requirements.txt": PROJECT["project"]["dependencies"],
    ".requirements-build.txt": PROJECT["build-system"]["requires"],
}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# ------------------------------------------------------------------------------ the locks


def locked(name: str) -> dict[str, tuple[str, str]]:
    """What a lock pins: version and the rest of its entry, by package."""
    entries = re.findall(r"^(\S+?)==(\S+)((?:[^\n]*\\\n)+[^\n]*)$", read(name), re.MULTILINE)
    return {canonicalize_name(package.partition("[")[0]): (version, rest) for package, version, rest in entries}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_direct_requirement_within_its_bounds(name):
    pins = locked(name)
    for requirement in map(Requirement, LOCKS[name]):
        assert canonicalize_name(requirement.name) in pins, f"make {name} anew: {requirement} is not in it"
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)][0])


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_is_a_pin_or_its_hash(name):
    for line in read(name).splitlines():
        assert re.fullmatch(r"#.*|[\w.\[\]-]+==[\w.+]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line), line
    assert all("--hash=sha256:" in rest for _, rest in locked(name).values())


@pytest.mark.parametrize("name", [*LOCKS, "Dockerfile", ".ci/run", "pyproject.toml"])
def test_nothing_that_installs_names_a_host_or_a_path_of_a_machine(name):
    text = read(name).replace("sqlite:////data/", "")
    assert not re.search(r"://|--(?:index|extra-index|find-links|trusted)|/(?:root|home|tmp|work)/", text)


# ------------------------------------------------------------------------------ the image


def instructions() -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n\s*", "", read("Dockerfile"))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def final_stage() -> list[tuple[str, str]]:
    lines = instructions()
    return lines[max(n for n, (word, _) in enumerate(lines) if word == "FROM") :]


def test_the_image_has_two_stages_and_the_last_one_builds_nothing():
    assert [word for word, _ in instructions()].count("FROM") == 2
    assert not any("pip" in rest for word, rest in final_stage() if word == "RUN")


def test_what_the_image_installs_is_pinned_by_hash():
    for word, rest in instructions():
        for install in re.findall(r"pip (?:install|wheel) [^&]+", rest) if word == "RUN" else ():
            assert "--require-hashes" in install or "--no-deps" in install, install


def test_the_image_runs_as_nobody_special_and_listens_to_the_outside():
    stage = dict(final_stage())
    assert stage["USER"] == "ackline"
    assert "ACKLINE_HOST=0.0.0.0" in stage["ENV"]
    assert "ACKLINE_DATABASE_URL=sqlite:////data/" in stage["ENV"]
    assert stage["VOLUME"] == "/data"
    assert json.loads(stage["ENTRYPOINT"]) == ["ackline"]
    assert json.loads(stage["CMD"]) == ["serve"]


def test_the_image_finds_what_it_copies():
    let_in = {line.removeprefix("!") for line in read(".dockerignore").splitlines() if line.startswith("!")}
    for word, rest in instructions():
        if word == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert source in let_in
                assert (ROOT / source).exists()


def health_check() -> list[str]:
    check = dict(final_stage())["HEALTHCHECK"]
    python, *rest = json.loads(check[check.index("[") :])
    assert python == "python"
    return [sys.executable, *map(str, rest)]


async def test_the_images_health_check_tells_alive_from_dead():
    async def why_not() -> str | None:
        return "starting"

    server = Server(health_routes(why_not))
    port = (await server.start("127.0.0.1", 0)).rpartition(":")[2]
    assert await exit_status(port) == 0, "alive is enough: what is not ready is not to be restarted"
    await server.stop()
    assert await exit_status(port) != 0


async def exit_status(port: str) -> int:
    environment = os.environ | {"ACKLINE_PORT": port}
    asking = await asyncio.create_subprocess_exec(*health_check(), env=environment, stderr=subprocess.DEVNULL)
    return await asyncio.wait_for(asking.wait(), 30)


# ------------------------------------------------------------------- the check of a change


def test_the_check_of_a_change_runs_the_readmes_own_test_command():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True, timeout=30)
    pattern = re.search(r"grep -m 1 -E '(.+)' README.md", script.read_text(encoding="utf-8"))
    assert pattern is not None
    found = [line for line in read("README.md").splitlines() if re.search(pattern[1], line)]
    assert found == ["python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"]


def test_slack_cli_finds_its_hooks():
    hooks = json.loads(read(".slack/hooks.json"))["hooks"]
    assert hooks == {"get-hooks": "python3 -m slack_cli_hooks.hooks.get_hooks"}


def test_the_top_of_the_project_holds_what_it_says_and_nothing_else():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    if listed.returncode != 0:
        pytest.skip("this is no checkout")
    top = {line.partition("/")[0] for line in listed.stdout.splitlines()}
    visible = {name for name in top if not name.startswith(".")}
    assert visible == {"Dockerfile", "LICENSE", "README.md", "app.py", "manifest.yml", "pyproject.toml", "src", "tests"}
