"""What is bound in Slack and what accounts.yml says: a start loses nothing, the file wins aloud, an export ends it."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from harness import Stage
from room import Room
from setup_forms import bind_gale, form

from ackline.adapters.config.contracts.errors import RosterError
from ackline.runtime.cli import main

DOWN = "P1: production is down, nobody can log in"


async def restarted(on: Stage, *, accounts: str | None = None) -> None:
    """The bot is started anew, with another accounts.yml if one is given."""
    await on.stop_bot()
    if accounts is not None:
        (on.folder / "accounts.yml").write_text(accounts, encoding="utf-8")
    await on.return_of_the_bot()


def written(on: Stage) -> str:
    return (on.folder / "accounts.yml").read_text(encoding="utf-8")


async def triage(on: Stage) -> str:
    return "\n".join(m["text"] for m in await on.slack.messages("C0TRIAGE"))


@pytest.fixture
def exported(on: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], Awaitable[Path]]:
    """`ackline export-config` beside the running bot: the folder that it wrote, with the other files copied into it."""

    async def run() -> Path:
        monkeypatch.setenv("ACKLINE_DATABASE_URL", f"sqlite:///{on.folder / 'story.db'}")
        monkeypatch.setenv("ACKLINE_CONFIG", str(on.folder))
        folder = tmp_path / "exported"
        assert await on.aside(main, ["export-config", str(folder)]) == 0
        shutil.copy(on.folder / "people.yml", folder)
        return folder

    return run


async def test_an_import_that_does_not_know_of_a_binding_leaves_it_alone(on: Stage, gale: Room) -> None:
    await bind_gale(on)
    await restarted(on, accounts=written(on).replace("name: Fern", "name: Fern & Co"))
    await gale.post(DOWN)
    assert (await on.ticket()).account == "gale-ltd"
    assert "The file wins" not in await triage(on)


async def test_where_the_file_binds_a_channel_elsewhere_it_wins_and_says_so(on: Stage, gale: Room) -> None:
    await bind_gale(on)
    await restarted(on, accounts=written(on).replace("channels: [C0ACME]", "channels: [C0ACME, C0GALE]"))
    told = await triage(on)
    assert "*accounts.yml and what was set in Slack disagree. The file wins.*" in told
    assert "C0GALE belongs to Acme; <@U0ADA> had bound it to gale-ltd." in told
    await gale.post(DOWN)
    assert (await on.ticket()).account == "acme"
    await restarted(on)
    assert (await triage(on)).count("The file wins") == 1, "told once"


async def test_what_was_exported_and_imported_leaves_nothing_over_the_files(
    on: Stage, gale: Room, exported: Callable[[], Awaitable[Path]]
) -> None:
    await bind_gale(on)
    await on.slack.command("C0TRIAGE", "ada", "/ackline", "shadow birch")
    before = on.running.book.roster.accounts
    folder = await exported()
    await restarted(on, accounts=(folder / "accounts.yml").read_text(encoding="utf-8"))
    laid = on.running.book.installation
    assert (dict(laid.bindings), dict(laid.opened), dict(laid.shadows)) == ({}, {}, {})
    assert on.running.book.roster.accounts == before
    assert on.running.book.imported.accounts == before
    assert "The file wins" not in await triage(on)
    await gale.post(DOWN)
    assert (await on.ticket()).account == "gale-ltd"


async def test_the_ticks_of_a_checklist_are_exported_and_read_where_nobody_saved_another(
    on: Stage, exported: Callable[[], Awaitable[Path]]
) -> None:
    async def opened() -> str:
        await on.slack.command("C0TRIAGE", "ada", "/ackline", "checklist ember")
        return str((await form(on, "ada"))["blocks"])

    await opened()
    await on.slack.submit("ada", {"names:events": "alpha", "ticked:0": ["portal"]})
    await on.slack.submit("ada", {"names:events": "alpha", "ticked:0": ["events/alpha", "portal"]})
    before = await opened()
    accounts = (await exported() / "accounts.yml").read_text(encoding="utf-8")
    await restarted(on, accounts=accounts)
    await on.slack.submit("ada", {"names:events": "alpha", "ticked:0": []})
    assert "❌ Event upload is enabled: alpha" in await opened()
    await restarted(on)
    assert "❌ Event upload is enabled: alpha" in await opened(), "the file ticks nothing that was taken off"
    await on.stop_bot()
    for left in on.folder.glob("story.db*"):
        left.unlink()
    await on.return_of_the_bot()
    assert await opened() == before, "a new database has what the file has"


async def test_a_checklist_that_its_contract_does_not_ask_for_is_refused_by_line(on: Stage) -> None:
    ticks = "checklist: {names: {portal: [x]}, ticks: {roof: {by: Ada, at: 2026-11-20}}}"
    wrong = written(on).replace("channels: [C0EMBER]", f"channels: [C0EMBER]\n    {ticks}")
    (on.folder / "accounts.yml").write_text(wrong, encoding="utf-8")
    with pytest.raises(RosterError) as refused:
        await restarted(on)
    told = str(refused.value)
    assert "'portal' is no item that weka asks of each" in told
    assert "'roof' is no point of the checklist of weka" in told
    assert "'Ada' is no Slack user id\n    mend: write an id such as U0ADA" in told
    assert "'2026-11-20' is no instant\n    mend: write it as 2026-11-20T15:00:00+00:00" in told


async def test_an_export_writes_over_no_file(
    on: Stage, exported: Callable[[], Awaitable[Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = await exported()
    assert await on.aside(main, ["export-config", str(folder)]) == 2
    assert "is there already" in capsys.readouterr().err


async def test_a_contract_that_no_imported_account_uses_can_be_bought_in_slack(on: Stage, gale: Room) -> None:
    only = "accounts:\n  ember: {name: Ember, contract: weka, channels: [C0EMBER], roles: {exec: executives}}\n"
    await restarted(on, accounts=only)
    await bind_gale(on)
    await restarted(on)
    await gale.post(DOWN)
    assert len(await on.rings("ada")) == 1
