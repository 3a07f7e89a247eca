"""Whether Slack answers, and what it says of the token, its scopes and the time."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from ackline.adapters.slack.scopes import needed
from ackline.runtime.checks.checked import Checked
from ackline.runtime.settings import Settings

SKEW = timedelta(seconds=30)
"""Slack's signatures are good for 5 minutes; a clock this far off is on its way there."""


async def check_workspace(settings: Settings) -> list[Checked]:
    """Ask Slack once who the bot is, and read everything that the answer tells."""
    timeout = aiohttp.ClientTimeout(total=10)
    headers = {"Authorization": f"Bearer {settings.bot_token}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.post(f"{settings.api_url}auth.test", headers=headers) as answer,
        ):
            body = await answer.json(content_type=None)
            scopes = answer.headers.get("x-oauth-scopes")
            date = answer.headers.get("Date")
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        step = f"let this machine reach {settings.api_url}"
        return [Checked(what="Slack", found=f"does not answer ({type(error).__name__})", next_step=step)]
    if not isinstance(body, dict) or not body.get("ok"):
        said = body.get("error", "nothing") if isinstance(body, dict) else "nothing"
        step = "copy SLACK_BOT_TOKEN anew from the app's page, OAuth & Permissions"
        return [Checked(what="token", found=f"Slack says {said}", next_step=step)]
    checked = [Checked(what="token", found=f"good for {body.get('team', 'the workspace')}")]
    checked.append(_scopes(scopes))
    return [*checked, *_clock(date)]


def _scopes(granted: str | None) -> Checked:
    if granted is None:
        return Checked(what="scopes", found="Slack did not say which were granted")
    missing = sorted(needed() - {scope.strip() for scope in granted.split(",")})
    if missing:
        step = "update the app from manifest.yml and install it again"
        return Checked(what="scopes", found=f"missing {', '.join(missing)}", next_step=step)
    return Checked(what="scopes", found="as in manifest.yml")


def _clock(date: str | None) -> list[Checked]:
    if date is None:
        return []
    skew = abs(datetime.now(UTC) - parsedate_to_datetime(date))
    if skew > SKEW:
        step = "set this machine's clock by NTP: Slack's signatures are refused when it is 5 minutes off"
        return [Checked(what="clock", found=f"{skew.total_seconds():.0f} s off Slack's", next_step=step)]
    return [Checked(what="clock", found="agrees with Slack's")]
