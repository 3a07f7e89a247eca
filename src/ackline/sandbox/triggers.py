"""The short-lived rights that an interaction gives: to open a view, and to answer by URL."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ackline.sandbox.clock import Clock

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Whose click it was, and from which view."""

    user: str
    since: datetime
    view: str | None = None
    used: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseUrl:
    """Where an answer by URL goes: to whom, and about which message."""

    channel: str
    user: str
    ts: str | None
    thread_ts: str | None
    since: datetime
    uses: int = 0


class Triggers:
    """All that were given out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ResponseUrl] = {}

    def new_trigger(self, user: str, view: str | None = None) -> str:
        """A trigger id, good for one view within three seconds."""
        number = len(self._triggers) + 1
        trigger = f"{number}.{self._clock.epoch}.{secrets.token_hex(16)}"
        self._triggers[trigger] = Trigger(user=user, since=self._clock.now, view=view)
        return trigger

    def exchange(self, trigger_id: str) -> Trigger | str:
        """The trigger, used up by this; or Slack's error."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            return "invalid_trigger_id"
        if trigger.used:
            return "exchanged_trigger_id"
        if self._clock.now - trigger.since > TRIGGER_LIFE:
            return "expired_trigger_id"
        self._triggers[trigger_id] = replace(trigger, used=True)
        return trigger

    def new_response(self, *, channel: str, user: str, ts: str | None, thread_ts: str | None) -> str:
        """The key of a response_url, good for five answers within thirty minutes."""
        key = secrets.token_urlsafe(18)
        self._urls[key] = ResponseUrl(channel=channel, user=user, ts=ts, thread_ts=thread_ts, since=self._clock.now)
        return key

    def use_response(self, key: str) -> ResponseUrl | str:
        """Where this answer goes, counted; or Slack's error."""
        url = self._urls.get(key)
        if url is None:
            return "invalid_url"
        if self._clock.now - url.since > RESPONSE_LIFE:
            return "expired_url"
        if url.uses >= RESPONSE_USES:
            return "used_url"
        self._urls[key] = replace(url, uses=url.uses + 1)
        return url
