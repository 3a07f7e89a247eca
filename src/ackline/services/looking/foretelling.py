"""What is to come, in words: every timer of every rule, as people would name it."""

from collections.abc import Mapping

from ackline.domain.decision import Timer
from ackline.domain.rules.targets import NAMES

_TARGET = {"warning": "is nearly due", "breach": "is due"}

WORDS: Mapping[str, Mapping[str, str] | str] = {
    **{kind.value: {step: f"{name.lower()} {what}" for step, what in _TARGET.items()} for kind, name in NAMES.items()},
    "page": {
        "repeat": "the page is repeated",
        "failover": "the next way is tried if there is no receipt",
        "release": "paging is on again: what was held back is paged",
    },
    "silent_ack": {
        "remind": "whoever acknowledged is reminded to answer",
        "return": "it is open again if nobody has answered",
    },
    "critical_question": {"page": "the on-call is paged if nobody says whether it is critical"},
    "needs_severity": {"remind": "staff are reminded to set a severity"},
    "incident_report": {
        "half": "half the time for the report is over: staff are reminded of it",
        "eve": "the report is due in a business day: staff are reminded of it",
        "due": "the report is due",
        "overdue": "staff are reminded of the report, which is overdue by then",
    },
    "security_incident": {
        "half": "half the time for the customer's bridge is over: staff are reminded of it",
        "overdue": "staff are told that nobody is on the customer's bridge",
    },
    "paging_pause": {
        "remind": "staff are reminded that paging is paused",
        "end": "the pause of paging ends",
    },
    "hand_over": {"shift": "a rota changes hands: both are told how the tickets stand"},
    "digest": {"day": "an account manager's day begins: what is late or at risk is told"},
    "watch": {"daily": "rotas and people are looked over for the days ahead"},
    "drill": {
        "ask": "somebody who may be called is asked to show that they are reached",
        "silent": "triage is told if the check of the week is not answered",
    },
    "coverage": "coverage: {step}",
    "shadow": "shadow mode is taken note of: {step}",
    "review": {
        "soon": "whoever presents the review of the quarter is sent a draft",
        "day": "the review of the quarter is to be held today: whoever presents it is reminded",
        "overdue": "whoever presents the review is reminded of it, which is overdue by then",
    },
    "withheld": {"summary": "staff are told what shadow mode withheld that day"},
    "trial": {"end": "the test page reports what it knows"},
    "closing": {"close": "it is closed: writing again opens a new one"},
    "reply_needed": {
        "soon": "its owner is reminded of the reply that is needed",
        "now": "the reply is needed that staff asked for",
    },
    "quoting": "what the customer wrote is quoted to staff",
    "escalation": "the {step} is paged",
    "quiet_thread": "staff are asked about the silence: nudge the customer, or resolve it",
    "unmarked": "it is open again: the last acknowledging emoji was taken off",
}
"""By rule, and by the step's name where a rule has several; a test holds this to the rules that there are."""


def words(timer: Timer) -> str:
    """What happens at a timer's moment."""
    step = timer.step.partition("@")[0].partition(":")[0]
    told = WORDS.get(timer.rule, timer.rule.replace("_", " "))
    return told.format(step=step) if isinstance(told, str) else told.get(step, f"{timer.rule} ({step})")
