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
