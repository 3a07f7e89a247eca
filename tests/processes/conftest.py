"""Runs of real processes: how many deaths they see, and what they came to, told at the end."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "adapters" / "db"))
sys.path.insert(0, str(Path(__file__).parents[1] / "domain"))
sys.path.insert(0, str(Path(__file__).parents[1] / "services"))
sys.path.insert(0, str(Path(__file__).parent))

from pgserver import Server
from postgres_server import Unavailable, running_postgres
from proof import Figures
from raw_database import Database

_FIGURES = pytest.StashKey[list[Figures]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Known where this folder is named on the command line, as `run.py` does."""
    parser.addoption("--kills", type=int, help="how many kill -9 a scenario of deaths sees in all")
    parser.addoption("--replicas", type=int, help="how many replicas share a PostgreSQL in the scenario of deaths")
    parser.addoption("--seed", type=int, help="where the seeds of the runs begin")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_FIGURES] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for figures in config.stash[_FIGURES]:
        terminalreporter.write_line(str(figures))


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How many deaths a scenario sees."""
    return request.config.getoption("--kills", default=None) or 3


@pytest.fixture
def by_command(request: pytest.FixtureRequest) -> None:
    """A run that CI has no time for."""
    if request.config.getoption("--kills", default=None) is None:
        pytest.skip("run by command: python tests/processes/run.py --kills 4")


@pytest.fixture
def replicas(request: pytest.FixtureRequest) -> int:
    """How many replicas there are."""
    return request.config.getoption("--replicas", default=None) or 2


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """Where the seeds begin."""
    return request.config.getoption("--seed", default=None) or 1


@pytest.fixture
def came_to(request: pytest.FixtureRequest) -> Callable[[Figures], None]:
    """Tell what a run came to; what is not sound fails the test."""

    def tell(figures: Figures) -> None:
        request.config.stash[_FIGURES].append(figures)
        assert figures.sound, "\n".join((str(figures), *figures.missed, *figures.doubled, *figures.left))

    return tell


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    """A SQLite file that does not exist yet."""
    return Database(url=f"sqlite:///{tmp_path}/ackline.db")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL. In CI it must run; elsewhere its tests may be skipped."""
    try:
        with running_postgres() as url:
            yield Server(url)
    except Unavailable as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL: {reason}")
