"""Which part of the work a process does, where several share a PostgreSQL database."""

from enum import StrEnum

from ackline.adapters.db.url import is_embedded
from ackline.runtime.settings import Settings, SettingsError


class Role(StrEnum):
    """A part of the work."""

    WHOLE = "whole"
    INTAKE = "intake"
    ENGINE = "engine"

    @property
    def hears(self) -> bool:
        """Whether Slack's events, clicks and commands are taken in."""
        return self is not Role.ENGINE

    @property
    def works(self) -> bool:
        """Whether the inbox, the timers and the outbox are worked."""
        return self is not Role.INTAKE


PARTS = {
    Role.INTAKE: "only take in what Slack sends; another process works it (PostgreSQL)",
    Role.ENGINE: "only work what was taken in: decide, fire timers, deliver (PostgreSQL)",
}


def check_role(role: Role, settings: Settings) -> None:
    """SettingsError when a part is asked for where one process has to do the whole."""
    if role is not Role.WHOLE and is_embedded(settings.database_url):
        mend = "set ACKLINE_DATABASE_URL to a PostgreSQL database, or leave the option away"
        raise SettingsError([f"--{role.value} needs a database that processes share, and SQLite serves one: {mend}"])
