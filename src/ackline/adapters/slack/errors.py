"""What Slack's refusals mean for the courier: come back later, or never, and who can mend it."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from json import JSONDecodeError
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from ackline.services.operating.meter import Answer
from ackline.services.ports import Json, Permanent, Retry

# Slack may have done what it was asked before it failed.
_IN_DOUBT = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
_BUSY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_LATER = frozenset({"team_added_to_org"})

_MEND = {
    "account_inactive": "the person or the bot is deactivated: change people.yml, or install the app again",
    "app_missing_action_url": "the app has no interactivity URL: turn interactivity on in its settings",
    "as_user_not_supported": "the token is not a bot's: use the xoxb- token",
    "cannot_dm_bot": "a bot can't be messaged: name a person in people.yml",
    "cant_update_message": "the message is not the bot's own",
    "channel_not_found": "no such channel for the bot: invite it, or correct the channel in accounts.yml",
    "invalid_auth": "the bot token is not valid: set SLACK_BOT_TOKEN anew",
    "invalid_blocks": "Slack refused the layout: please report it with the row's key",
    "invalid_blocks_format": "Slack refused the layout: please report it with the row's key",
    "is_archived": "the channel is archived: unarchive it or bind another one",
    "message_not_found": "the message is gone",
    "missing_scope": "the app lacks a scope: compare its scopes with manifest.yml and install it again",
    "msg_blocks_too_long": "the message is too long: please report it with the row's key",
    "msg_too_long": "the message is too long: please report it with the row's key",
    "no_permission": "the bot may not do this: an administrator of the workspace must allow it",
    "not_authed": "no bot token was sent: set SLACK_BOT_TOKEN",
    "not_in_channel": "the bot is not in the channel: invite it",
    "restricted_action": "the workspace forbids posting here: an administrator must allow the app",
    "thread_not_found": "the thread is gone",
    "token_expired": "the bot token has expired: install the app again",
    "token_revoked": "the bot token was revoked: install the app again",
    "user_disabled": "the person is deactivated: change people.yml",
    "user_not_found": "no such person: correct the user id in people.yml",
    "user_not_visible": "the bot can't see this person: correct the user id in people.yml",
}


class Refusal(Permanent):
    """Slack said no. `code` is Slack's word for it, the text says who can mend it."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code}: {_MEND.get(code, 'Slack refused it')}")
        self.code = code


async def ask(call: Awaitable[AsyncSlackResponse]) -> Json:
    """What a call answers that may be repeated without harm: reading, updating. Raises Retry or Refusal."""
    return _data((await _answered(call)).data)


async def ask_dated(call: Awaitable[AsyncSlackResponse]) -> tuple[Json, datetime | None]:
    """The same, and when Slack said it, to the second and by its own clock; None where it does not tell."""
    answer = await _answered(call)
    return _data(answer.data), _said_at(answer.headers)


async def _answered(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    try:
        return await call
    except (SlackApiError, SlackRequestError) as error:
        raise _refused(error, ambiguous=False) from error
    except (TimeoutError, aiohttp.ClientError, OSError, JSONDecodeError, UnicodeDecodeError) as error:
        raise Retry(f"Slack can't be reached: {type(error).__name__}", away=True) from error


async def post(call: Awaitable[AsyncSlackResponse]) -> Json:
    """What a call answers that must not happen twice. A Retry says whether it may have happened."""
    try:
        return _data((await call).data)
    except (SlackApiError, SlackRequestError) as error:
        raise _refused(error, ambiguous=True) from error
    except aiohttp.ClientConnectorError as error:
        raise Retry(f"Slack can't be reached: {type(error).__name__}", away=True) from error
    except (TimeoutError, aiohttp.ClientError, OSError, JSONDecodeError, UnicodeDecodeError) as error:
        raise Retry(f"no answer from Slack: {type(error).__name__}", ambiguous=True, away=True) from error


def answer_of(error: Exception) -> Answer:
    """What a call that raised came to, for those who count."""
    if not isinstance(error, SlackApiError | SlackRequestError):
        return Answer.UNREACHABLE
    meant = _refused(error, ambiguous=False)
    if isinstance(meant, Refusal):
        return Answer.REFUSED
    return Answer.FAILED if meant.spent else Answer.RATE_LIMITED


def _retry_after(headers: Any, otherwise: float = 1.0) -> float:
    """The seconds that a Retry-After header asks for."""
    found = _header(headers, "retry-after")
    return max(float(found), otherwise) if found.isdecimal() else otherwise


def _said_at(headers: Any) -> datetime | None:
    try:
        said = parsedate_to_datetime(_header(headers, "date"))
    except ValueError:
        return None
    return said.astimezone(UTC) if said.tzinfo is not None else None


def _header(headers: Any, named: str) -> str:
    return next((str(value) for name, value in dict(headers or {}).items() if str(name).lower() == named), "")


def _data(data: Any) -> Json:
    return data if isinstance(data, dict) else {}


def _refused(error: SlackApiError | SlackRequestError, *, ambiguous: bool) -> Retry | Refusal:
    # Where the answer was no JSON, slack_sdk gives aiohttp's response in place of its own.
    response = getattr(error, "response", None)
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 200
    code = str(_data(getattr(response, "data", None)).get("error") or "")
    if status == 429 or code in _BUSY:
        return Retry("rate limited", after=_retry_after(getattr(response, "headers", None)), spent=False)
    if status >= 500 or code in _IN_DOUBT or not code:
        return Retry(f"Slack failed: {code or status}", ambiguous=ambiguous, away=True)
    if code in _LATER:
        return Retry(f"not now: {code}")
    return Refusal(code)
