"""Who the bot is in the workspace that installed it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """The bot's own ids. `bot` and `app` are "" where Slack did not say; `enterprise` is set on a Grid."""

    user: str
    bot: str
    app: str
    team: str
    enterprise: str | None = None
    url: str = ""
