"""A customer who wrote again is answered again (STR-12)."""

from ackline.domain.contract import TargetKind
from ackline.domain.rules.targets import target_rule

RULE = target_rule(TargetKind.NEXT_RESPONSE, mend=": the customer wrote again and waits for a reply.")
