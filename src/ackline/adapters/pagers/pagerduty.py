"""A page as an incident of PagerDuty, by its Events API v2; when the page is over, so is the incident.

https://developer.pagerduty.com/docs/events-api-v2-overview. A person's line names the variable that holds the
integration key of a service. All that one person is sent about one page is one incident: its repeats and what is
sent again change nothing there, and PagerDuty rings on by its own rules. A page that gathers a storm is an incident
of its own, which Ackline does not close: it stands for more pages than one.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import ClassVar

from ackline.adapters.pagers.calling import posted
from ackline.adapters.pagers.pager import Means, Message
from ackline.domain.duty.people import PagerLine
from ackline.domain.effects import Close, Deliver, Ending
from ackline.services.ports import Permanent, Receipt

ENDPOINT = "https://events.pagerduty.com/v2/enqueue"

_DEDUP_KEY = 255
_SUMMARY = 1024
_SUMMARY_LINES = 3
_SHOWN = 300
_ACTIONS = {Ending.SEEN: "acknowledge", Ending.OVER: "resolve"}


class PagerDuty:
    """Pages by a routing key; the address is another endpoint than ENDPOINT, such as that of the EU region."""

    wakes: ClassVar[bool] = True
    check_does: ClassVar[str] = "resolve an incident that does not exist, which PagerDuty takes and rings nobody for"

    def __init__(self, means: Means) -> None:
        self._http = means.http
        self._secrets = means.secrets

    async def page(self, page: Deliver, message: Message, key: str) -> Receipt:  # noqa: ARG002 - a pager's form
        """Trigger the incident, or add to it. 202 is the receipt."""
        gathered = "count" in page.summary
        event = {
            "event_action": "trigger",
            "dedup_key": _dedup_key(page, gathered=gathered),
            "client": "Ackline",
            "links": [{"href": address, "text": label} for label, address in message.links],
            "payload": _payload(page, message),
        }
        await self._enqueue(page, event)
        return Receipt(wakes=self.wakes, closable=not gathered, marks=message.marks)

    async def find(self, page: Deliver, key: str, since: datetime) -> Receipt | None:  # noqa: ARG002 - a pager's form
        """Always None: PagerDuty isn't asked, since an event with the same dedup key rings nobody a second time."""
        return None

    async def close(self, close: Close) -> Receipt:
        """Acknowledge or resolve the incident. One that is resolved already, or was never there, is left alone."""
        await self._enqueue(close, {"event_action": _ACTIONS[close.ending], "dedup_key": _dedup_key(close)})
        return Receipt()

    async def check(self, line: PagerLine) -> None:
        """Resolve what never was: PagerDuty looks at the key of the service and does nothing."""
        await self._enqueue(line, {"event_action": "resolve", "dedup_key": "ackline-doctor"})

    async def _enqueue(self, to: Deliver | Close | PagerLine, event: Mapping[str, object]) -> None:
        routing_key = self._secrets.get(to.secret, "")
        if not routing_key:
            raise Permanent(f"PagerDuty can't be told which service it is for: set {to.secret} in the environment")
        body = json.dumps({"routing_key": routing_key, **event}).encode()
        async with posted(self._http, to.address or ENDPOINT, body, {}) as answer:
            if answer.status != 202:
                said = _said(await answer.read()).replace(routing_key, "…")[:_SHOWN]
                raise Permanent(f"PagerDuty refused the event ({answer.status}): {said or 'it did not say why'}")


def _dedup_key(to: Deliver | Close, *, gathered: bool = False) -> str:
    named = f"{to.page}|{to.person or ''}{'|storm' if gathered else ''}"
    return named if len(named) <= _DEDUP_KEY else sha256(named.encode()).hexdigest()


def named_by(key: str) -> tuple[str, str] | None:
    """The page and the person of an incident by its deduplication key; None when it is no page to one person.

    A key that was too long to be sent as it is can't be read back.
    """
    page, _, person = key.partition("|")
    return (page, person) if page.startswith("page:") and person and "|" not in person else None


def _payload(page: Deliver, message: Message) -> dict[str, object]:
    # A service with dynamic urgency rings for critical and error only: a page is never less.
    severity = "critical" if page.summary.get("rank") == "0" else "error"
    title = " · ".join(message.plain.split("\n")[:_SUMMARY_LINES])
    return {
        "summary": title if len(title) <= _SUMMARY else f"{title[: _SUMMARY - 1]}…",
        "source": page.summary.get("account", "Ackline"),
        "severity": severity,
        "timestamp": page.requested_at.isoformat(),
        "class": page.summary.get("severity", ""),
        "custom_details": {**page.summary, "text": message.plain, "marks": ", ".join(message.marks)},
    }


def _said(body: bytes) -> str:
    """The service's own words about a refusal."""
    try:
        said: object = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(said, dict):
        return ""
    errors = said.get("errors")
    words = [said.get("message"), *(errors if isinstance(errors, list) else [])]
    return "; ".join(" ".join(word.split()) for word in words if isinstance(word, str))
