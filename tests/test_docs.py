"""The README tells what the code does: every setting, act, contract, key, command, path and test that it names."""

import re
import shlex
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
import yaml

from ackline.adapters.config.contracts.errors import ContractError, RosterError
from ackline.adapters.config.contracts.load import load_all, load_contract, shipped
from ackline.adapters.config.lint.check import lint
from ackline.adapters.config.lint.coverage import coverage
from ackline.adapters.config.lint.finding import Level
from ackline.adapters.config.roster.load import load_roster
from ackline.adapters.pagers import PAGERS
from ackline.domain.authority import Act, Standing, meaning
from ackline.runtime.cli import parser
from ackline.runtime.commands import COMMANDS
from ackline.runtime.settings import KNOWN

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DEMO = resources.files("ackline.runtime.demo") / "harbour"
STRANGER = "qqqqqqqq"


def section(heading: str) -> str:
    """What stands under a heading, up to the next of its depth or above."""
    depth = len(heading) - len(heading.lstrip("#"))
    assert f"\n{heading}\n" in README, f"the README has no {heading}"
    below = README.partition(f"\n{heading}\n")[2]
    return re.split(rf"^#{{1,{depth}}} ", below, maxsplit=1, flags=re.MULTILINE)[0]


def blocks(language: str) -> list[str]:
    """The code blocks in a language, without their indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", README, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", code, flags=re.MULTILINE) for indent, code in found]


def table(rows: list[list[str]]) -> str:
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def inline() -> list[str]:
    """Everything between single backticks, outside code blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```$", "", README, flags=re.MULTILINE | re.DOTALL))


# ------------------------------------------------------------------- settings and commands


def test_every_setting_has_its_row_and_no_other():
    assert re.findall(r"^\| `([A-Z_]+)` \|", section("## Settings"), re.MULTILINE) == list(KNOWN)


def test_the_sample_names_every_setting_and_no_other():
    sample = (ROOT / ".env.sample").read_text(encoding="utf-8")
    assert re.findall(r"^([A-Z_]+)=$", sample, re.MULTILINE) == list(KNOWN)


def test_every_pager_is_named():
    assert all(f"`{name}`" in section("## Settings") for name in PAGERS)


def commands() -> Iterator[str]:
    for line in (line for block in blocks("sh") for line in block.splitlines()):
        if line.startswith("ackline "):
            yield line
    yield from (code for code in inline() if code.startswith("ackline "))


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_every_command_is_one(command):
    words = shlex.split(command)[1:]
    assert words[0] in COMMANDS
    if len(words) > 1:
        parser().parse_args(words)


def test_every_command_is_told_of():
    told = {shlex.split(command)[1] for command in commands()} | {"sandbox"}
    assert told == set(COMMANDS)


# ------------------------------------------------------------------------- acts and emoji


def test_who_may_do_what_is_the_table_that_the_code_runs_on():
    rows = [[act.value.replace("_", " "), *(meaning(act, each).value for each in Standing)] for act in Act]
    expected = table([["act", *(each.value for each in Standing)], *rows])
    assert expected in section("## What people do in Slack"), f"expected in the README:\n{expected}"


def test_every_emoji_of_the_shipped_contracts_is_told_with_its_act():
    rows = [line for line in section("## What people do in Slack").splitlines() if line.startswith("|")]
    for edition in shipped().values():
        for emoji, act in edition.contract.emoji.items():
            assert any(f"`{emoji}`" in row and act in row for row in rows), f":{emoji}: is {act}"


# ------------------------------------------------------------------------------ contracts


def test_every_shipped_contract_has_its_row_with_its_tiers():
    rows = re.findall(r"^\| `([a-z]+)` \| .* \| (`.*`) \|$", section("## Contracts"), re.MULTILINE)
    listed = {name: re.findall(r"`([a-z]+)`", tiers) for name, tiers in rows if name in shipped()}
    assert listed == {name: list(edition.contract.tiers) for name, edition in shipped().items()}


def test_what_is_not_yet_carried_out_is_told():
    planned = [
        row["clause"] for row in coverage([e.contract for e in shipped().values()]) if row["status"] == "planned"
    ]
    assert sorted(re.findall(r"`([A-Z]{3}-\d+)`", section("## What it will not do"))) == sorted(map(str, planned))


def with_strangers(raw: object) -> object:
    """A file's content with an unknown key in every mapping of its own words."""
    match raw:
        case dict() if "setting" not in raw:
            return {**{name: with_strangers(value) for name, value in raw.items()}, STRANGER: "x"}
        case dict():
            return {name: with_strangers(value) for name, value in raw.items()}
        case list():
            return [with_strangers(item) for item in raw]
    return raw


def keys_told(error: ContractError | RosterError) -> set[str]:
    """The keys that the loader says it knows wherever it found an unknown one."""
    told = [m.mend.removeprefix("write one of ") for m in error.mistakes if m.why == f"'{STRANGER}' is no key here"]
    return {key for mend in told for key in mend.split(", ")}


def contract_keys(folder: Path) -> set[str]:
    known: set[str] = set()
    for file in resources.files("ackline.contracts").iterdir():
        if not file.name.endswith(".yml"):
            continue
        raw = with_strangers(yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader))
        (folder / file.name).write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
        with pytest.raises(ContractError) as refused:
            load_contract(folder / file.name)
        known |= keys_told(refused.value)
    return known


def test_every_key_of_a_contract_is_told(tmp_path):
    known = contract_keys(tmp_path)
    assert {"contract", "ladder", "first_response", "weekly"} <= known, "the loader no longer tells the keys it knows"
    told = set(re.findall(r"`([a-z_]+)`", section("### Every key")))
    assert known <= told, f"not in the README: {sorted(known - told)}"


def test_every_key_of_people_and_accounts_is_in_the_examples(tmp_path):
    for name in ("people.yml", "accounts.yml"):
        raw = with_strangers(yaml.load((DEMO / name).read_text(encoding="utf-8"), yaml.BaseLoader))
        (tmp_path / name).write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    with pytest.raises(RosterError) as refused:
        load_roster(tmp_path, {name: edition.contract for name, edition in shipped().items()})
    known = keys_told(refused.value) - {"guest", "days"}
    written = set(re.findall(r"([a-z_]+):", "\n".join(blocks("yaml"))))
    assert {"triage_channel", "support", "handover", "channels", "roles"} <= known
    assert known <= written, f"in no example of the README: {sorted(known - written)}"


# ------------------------------------------------------------------------------- examples


def test_the_examples_of_people_and_accounts_load_and_pass_the_check(tmp_path):
    people, accounts, adjusted = blocks("yaml")
    (tmp_path / "people.yml").write_text(people, encoding="utf-8")
    (tmp_path / "accounts.yml").write_text(accounts + adjusted, encoding="utf-8")
    contracts = {name: edition.contract for name, edition in load_all(tmp_path).items()}
    roster = load_roster(tmp_path, contracts)
    assert not contracts["gruntwork"].missing
    assert contracts["gruntwork"].setting("resolution-pauses") == "pending"
    wakes = {name: pager.wakes for name, pager in PAGERS.items()}
    assert [f for f in lint(contracts["stringer"], roster, wakes) if f.level is Level.ERROR] == []


# ------------------------------------------------------------------------ paths and tests


def test_every_path_that_it_names_exists():
    named = [code for code in inline() if re.match(r"(src|tests)/", code)] + ["manifest.yml", ".env.sample", "LICENSE"]
    named += re.findall(r"\.venv/bin/python (tests/\S+\.py|app\.py)", README)
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_link_leads_to_one_of_its_sections():
    headings = {
        re.sub(r"[^a-z -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    }
    assert [link for link in re.findall(r"\]\(#([^)]+)\)", README) if link not in headings] == []


def test_every_test_that_it_names_is_one():
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)\(", written))
    named = [code for code in inline() if code.startswith("test_")]
    assert len(named) > 10
    assert [name for name in named if name not in there] == []
