"""The request is settled. Pauses count only where the contract publishes them."""

from ackline.domain.contract import TargetKind
from ackline.domain.rules.targets import target_rule

RULE = target_rule(TargetKind.RESOLUTION, mend=": resolve it, or tell the customer where it stands.")
