"""Settings: what the environment says, all mistakes named at once."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.url import database_url
from ackline.adapters.pagers.smtp_url import MailServer, read_smtp_url

KNOWN = {
    "SLACK_BOT_TOKEN": "the bot's token (xoxb-…)",
    "SLACK_APP_TOKEN": "the app-level token (xapp-…): Socket Mode",
    "SLACK_SIGNING_SECRET": "the signing secret: HTTP mode",
    "SLACK_API_URL": "the base of Slack's Web API",
    "ACKLINE_DATABASE_URL": "sqlite:///path or postgresql://…",
    "ACKLINE_CONFIG": "the folder of accounts.yml, people.yml and contracts/",
    "ACKLINE_HOST": "the address to listen on",
    "ACKLINE_PORT": "the port to listen on",
    "ACKLINE_HEARTBEAT_URL": "an address that is asked for every minute while the bot is ready",
    "ACKLINE_RETENTION_DAYS": "how many days the words of closed tickets are kept",
    "ACKLINE_BACKFILL_DAYS": "how many days a channel is read back when it is bound",
    "ACKLINE_SMTP_URL": "the mail server of the e-mail pager: smtp://user:password@host:587?from=address, or smtps://",
    "ACKLINE_PAGERDUTY_WEBHOOK_SECRET": "the secret of PagerDuty's webhook, which takes acknowledgements back",
}
"""Every variable that is read, and what it is."""

BACKFILL_DAYS = 7
MOST_BACKFILL_DAYS = 90

DECIDING = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_API_URL",
    "ACKLINE_DATABASE_URL",
    "ACKLINE_CONFIG",
)
"""The Slack, database and config variables: with none of them set, a bare start is the demo."""

_OTHERS_ALLOWED = frozenset({"SLACK_CLI_XAPP", "SLACK_CLI_XOXB"})


class SettingsError(Exception):
    """What the operator must mend, all of it, a line each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class Mode(StrEnum):
    """How Slack reaches the bot."""

    SOCKET = "socket"
    HTTP = "http"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the process was told. Secrets are never printed."""

    database_url: str
    config: Path | None
    host: str
    port: int
    api_url: str
    bot_token: str = ""
    app_token: str = ""
    signing_secret: str = ""
    mail: MailServer | None = None
    pagerduty_secret: str = ""
    heartbeat_url: str = ""
    retention_days: int | None = None
    backfill_days: int = BACKFILL_DAYS

    @property
    def mode(self) -> Mode:
        """Socket Mode with an app token, HTTP without."""
        return Mode.SOCKET if self.app_token else Mode.HTTP

    def __repr__(self) -> str:
        return f"Settings(mode={self.mode.value}, host={self.host}, port={self.port})"


def is_bare(environment: Mapping[str, str]) -> bool:
    """Whether none of the deciding variables is set, nor one that looks like a mistyped one."""
    given = _trimmed(environment)
    return not any(given.get(name) for name in DECIDING) and not _mistyped(environment)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """What is needed without Slack: database, config, address. SettingsError names every mistake."""
    mistakes = _mistyped(environment)
    environment = _trimmed(environment)
    port = _port(environment.get("ACKLINE_PORT", ""), mistakes)
    config = _folder(environment.get("ACKLINE_CONFIG", ""), mistakes)
    api_url = environment.get("SLACK_API_URL") or "https://slack.com/api/"
    if not api_url.startswith(("https://", "http://")):
        mistakes.append(f"SLACK_API_URL is not an address ({api_url!r}): write it like https://slack.com/api/")
    mail = _mail(environment.get("ACKLINE_SMTP_URL", ""), mistakes)
    database = environment.get("ACKLINE_DATABASE_URL") or "sqlite:///ackline.db"
    try:
        database_url(database)
    except StoreError as error:
        mistakes.append(f"ACKLINE_DATABASE_URL: {error}")
    heartbeat_url = environment.get("ACKLINE_HEARTBEAT_URL", "")
    if heartbeat_url and not heartbeat_url.startswith(("https://", "http://")):
        # The URL is not quoted: whoever knows it can send the heartbeat.
        mistakes.append("ACKLINE_HEARTBEAT_URL is not an address: it begins with https://")
    days = _days(environment.get("ACKLINE_RETENTION_DAYS", ""), mistakes)
    backfill = _backfill(environment.get("ACKLINE_BACKFILL_DAYS", ""), mistakes)
    if mistakes:
        raise SettingsError(mistakes)
    return Settings(
        database_url=database,
        config=config,
        host=environment.get("ACKLINE_HOST") or "127.0.0.1",
        port=port,
        api_url=api_url if api_url.endswith("/") else f"{api_url}/",
        bot_token=environment.get("SLACK_BOT_TOKEN", ""),
        app_token=environment.get("SLACK_APP_TOKEN", ""),
        signing_secret=environment.get("SLACK_SIGNING_SECRET", ""),
        mail=mail,
        pagerduty_secret=environment.get("ACKLINE_PAGERDUTY_WEBHOOK_SECRET", ""),
        heartbeat_url=heartbeat_url,
        retention_days=days,
        backfill_days=backfill,
    )


def read_serving(environment: Mapping[str, str]) -> Settings:
    """What `serve` needs: the above, and enough to talk to Slack. SettingsError names every mistake."""
    mistakes: list[str] = []
    environment = _trimmed(environment)
    try:
        settings = read_settings(environment)
    except SettingsError as error:
        mistakes, settings = error.mistakes, None
    bot, app = environment.get("SLACK_BOT_TOKEN", ""), environment.get("SLACK_APP_TOKEN", "")
    if not bot:
        mistakes.append("SLACK_BOT_TOKEN is missing: copy it from the app's page, OAuth & Permissions")
    elif not bot.startswith("xoxb-"):
        mistakes.append("SLACK_BOT_TOKEN is not a bot token: it begins with xoxb-")
    if app and not app.startswith("xapp-"):
        mistakes.append("SLACK_APP_TOKEN is not an app-level token: it begins with xapp-")
    if not app and not environment.get("SLACK_SIGNING_SECRET"):
        mistakes.append("neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP mode) is set: set one")
    if mistakes or settings is None:
        raise SettingsError(mistakes)
    return settings


def _trimmed(environment: Mapping[str, str]) -> dict[str, str]:
    """Values without the blanks and line ends that copying brings along; blank is as good as not set."""
    return {name: value.strip() for name, value in environment.items()}


def _mistyped(environment: Mapping[str, str]) -> list[str]:
    """Variables that are not known but begin like ours: a mistyped name must not look like a healthy bot."""
    mistakes = []
    for name in sorted(environment):
        upper = name.upper()
        ours = upper.startswith("ACKLINE_")
        if name in KNOWN or name in _OTHERS_ALLOWED or not (ours or upper.startswith("SLACK_")):
            continue
        near = difflib.get_close_matches(upper, KNOWN, n=1, cutoff=0.8)
        if ours or near:
            hint = f": did you mean {near[0]}?" if near else f": known are {', '.join(KNOWN)}"
            mistakes.append(f"{name} is no setting of Ackline{hint}")
    return mistakes


def _port(given: str, mistakes: list[str]) -> int:
    if not given:
        return 3000
    if given.isdigit() and 0 <= int(given) <= 65535:
        return int(given)
    mistakes.append(f"ACKLINE_PORT is not a port ({given!r}): a number from 0 to 65535")
    return 0


def _backfill(given: str, mistakes: list[str]) -> int:
    if not given:
        return BACKFILL_DAYS
    if given.isdecimal() and int(given) <= MOST_BACKFILL_DAYS:
        return int(given)
    why = f"a number of days from 0 to {MOST_BACKFILL_DAYS}; 0 reads nothing"
    mistakes.append(f"ACKLINE_BACKFILL_DAYS is not one ({given!r}): {why}")
    return 0


def _days(given: str, mistakes: list[str]) -> int | None:
    if not given:
        return None
    if given.isdecimal() and int(given) > 0:
        return int(given)
    mistakes.append(f"ACKLINE_RETENTION_DAYS is no number of days ({given!r}): write one like 400, or leave it out")
    return None


def _mail(given: str, mistakes: list[str]) -> MailServer | None:
    if not given:
        return None
    try:
        return read_smtp_url(given)
    except ValueError as error:
        # The URL is not quoted: it holds a password.
        mistakes.append(f"ACKLINE_SMTP_URL is not the address of a mail server: {error}")
    return None


def _folder(given: str, mistakes: list[str]) -> Path | None:
    if not given:
        return None
    folder = Path(given)
    if not folder.is_dir():
        mistakes.append(f"ACKLINE_CONFIG is not a folder ({given}): it holds accounts.yml and people.yml")
    return folder
