"""The command line in this process, with none of its variables set but what a test sets."""

import pytest
from ackline_command import Ackline, Done

from ackline.runtime.cli import main
from ackline.runtime.settings import KNOWN


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KNOWN:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def ackline(capsys: pytest.CaptureFixture[str]) -> Ackline:
    """Run a command with its words."""

    def run(*words: str) -> Done:
        capsys.readouterr()
        status = main(words)
        told = capsys.readouterr()
        return Done(status=status, out=told.out, err=told.err)

    return run
