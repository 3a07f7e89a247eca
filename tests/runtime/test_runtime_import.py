"""`ackline import` and `ackline why`: what is taken in, once, and what can be asked of it."""

from importlib.resources import files
from pathlib import Path

import pytest

CONFIG = Path(str(files("ackline.runtime.demo"))) / "harbour"


@pytest.fixture(autouse=True)
def database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("ACKLINE_DATABASE_URL", f"sqlite:///{tmp_path}/ackline.db")
    return tmp_path / "ackline.db"


def test_an_import_twice_changes_nothing_the_second_time(ackline):
    first = ackline("import", str(CONFIG))
    assert first.status == 0
    assert first.out == "Imported: people and accounts, gruntwork, spacelift, stringer, weka.\n"
    assert ackline("import", str(CONFIG)).out == "Nothing has changed since the last import.\n"


def test_the_folder_may_come_from_the_settings(ackline, monkeypatch):
    monkeypatch.setenv("ACKLINE_CONFIG", str(CONFIG))
    assert ackline("import").status == 0


def test_without_a_folder_it_asks_which(ackline, tmp_path):
    assert "ACKLINE_CONFIG" in ackline("import").err
    missing = ackline("import", str(tmp_path / "none"))
    assert (missing.status, "is not a folder" in missing.err) == (2, True)


def test_a_mistake_in_any_file_is_told_with_its_line_and_nothing_is_taken(ackline, tmp_path):
    ackline("import", str(CONFIG))
    for name in ("people.yml", "accounts.yml"):
        text = (CONFIG / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("tier: gold", "tier: golden"), encoding="utf-8")
    refused = ackline("import", str(tmp_path))
    assert refused.status == 2
    line = (tmp_path / "accounts.yml").read_text(encoding="utf-8").splitlines().index("    tier: golden") + 1
    assert f"accounts.yml:{line}:" in refused.err
    assert ackline("import", str(CONFIG)).out == "Nothing has changed since the last import.\n"


def test_why_of_a_ticket_that_there_is_not_says_so(ackline):
    ackline("import", str(CONFIG))
    asked = ackline("why", "#12")
    assert (asked.status, asked.out) == (1, "There is no ticket #12.\n")
    assert "is no ticket number" in ackline("why", "twelve").err


def test_why_without_a_database_says_what_to_do_and_makes_none(ackline, database):
    asked = ackline("why", "1")
    assert asked.status == 2
    assert "there is no database" in asked.err
    assert not database.exists()


def test_a_database_that_is_none_is_told_in_words(ackline, database):
    database.write_text("this is no database, whatever its name says" * 100, encoding="utf-8")
    for command in (("why", "1"), ("import", str(CONFIG))):
        refused = ackline(*command)
        assert refused.status == 2
        assert "stopped:" in refused.err
        assert "Traceback" not in refused.err
