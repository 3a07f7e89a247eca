"""The script that takes guards out finds each of them."""

import shutil
from pathlib import Path

import pytest

from guards import GUARDS, ROOT, Guard, removed


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_every_guard_is_where_the_script_looks_for_it(guard: Guard, tmp_path: Path) -> None:
    file = tmp_path / guard.file
    file.parent.mkdir(parents=True)
    shutil.copy(ROOT / "src" / "ackline" / guard.file, file)
    before = file.read_text()
    removed(guard, tmp_path)
    assert file.read_text() != before
    assert (ROOT / guard.test).is_file()
