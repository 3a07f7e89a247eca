"""The promises of a ticket, one file each. A new promise is a file here and a line in RULES."""

from ackline.domain.rule import Rule
from ackline.domain.rules import (
    closing,
    coverage,
    critical_question,
    escalation,
    first_response,
    first_update,
    incident_report,
    needs_severity,
    next_response,
    next_update,
    quiet_thread,
    quoting,
    reply_needed,
    resolution,
    security_incident,
    shadow,
    silent_ack,
    unmarked,
)

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        shadow.RULE,
        coverage.RULE,
        unmarked.RULE,
        silent_ack.RULE,
        escalation.RULE,
        critical_question.RULE,
        first_response.RULE,
        first_update.RULE,
        next_update.RULE,
        next_response.RULE,
        resolution.RULE,
        needs_severity.RULE,
        security_incident.RULE,
        incident_report.RULE,
        quiet_thread.RULE,
        reply_needed.RULE,
        quoting.RULE,
        closing.RULE,
    )
}
