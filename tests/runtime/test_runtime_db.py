"""`ackline db copy`: what is served from one database is served from another afterwards."""

from importlib.resources import files
from pathlib import Path

CONFIG = Path(str(files("ackline.runtime.demo"))) / "harbour"


def test_a_copy_holds_what_was_imported_and_says_how_much(ackline, tmp_path, monkeypatch):
    old, new = f"sqlite:///{tmp_path}/old.db", f"sqlite:///{tmp_path}/new.db"
    monkeypatch.setenv("ACKLINE_DATABASE_URL", old)
    ackline("import", str(CONFIG))
    moved = ackline("db", "copy", old, new)
    assert moved.status == 0, moved.err
    assert "current              5" in moved.out
    assert "0 chains of the journal were verified." in moved.out
    monkeypatch.setenv("ACKLINE_DATABASE_URL", new)
    assert ackline("import", str(CONFIG)).out == "Nothing has changed since the last import.\n"


def test_a_second_copy_into_the_same_database_is_refused(ackline, tmp_path, monkeypatch):
    old, new = f"sqlite:///{tmp_path}/old.db", f"sqlite:///{tmp_path}/new.db"
    monkeypatch.setenv("ACKLINE_DATABASE_URL", old)
    ackline("import", str(CONFIG))
    ackline("db", "copy", old, new)
    refused = ackline("db", "copy", old, new)
    assert (refused.status, "copy into an empty database" in refused.err) == (2, True)


def test_a_source_that_is_not_there_is_refused_and_not_made(ackline, tmp_path):
    refused = ackline("db", "copy", f"sqlite:///{tmp_path}/odl.db", f"sqlite:///{tmp_path}/new.db")
    assert (refused.status, "odl.db: correct its URL" in refused.err) == (2, True)
    assert not list(tmp_path.glob("*.db"))


def test_a_source_that_is_the_target_is_refused(ackline, tmp_path):
    same = f"sqlite:///{tmp_path}/old.db"
    refused = ackline("db", "copy", same, same)
    assert (refused.status, "the source is the target" in refused.err) == (2, True)


def test_what_changes_a_database_makes_none(ackline, tmp_path, monkeypatch):
    monkeypatch.setenv("ACKLINE_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    refused = ackline("outbox", "retry", "1")
    assert (refused.status, "there is no database" in refused.err) == (2, True)
    assert not list(tmp_path.glob("*.db"))
