"""The command line in this process, with none of its variables set but what a test sets."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from ackline.runtime.cli import main
from ackline.runtime.settings import KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str


Ackline = Callable[..., Done]


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
