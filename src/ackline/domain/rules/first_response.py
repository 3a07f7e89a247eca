"""The first human answer that the customer can see. An emoji is never one."""

from ackline.domain.contract import TargetKind
from ackline.domain.rules.first_update import MEND
from ackline.domain.rules.targets import target_rule

RULE = target_rule(
    TargetKind.FIRST_RESPONSE,
    mend=": reply in the customer's thread.",
    names=(TargetKind.FIRST_UPDATE, MEND),
)
