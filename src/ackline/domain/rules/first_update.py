"""The first substantial update (GRU-6): what is known, who is affected, and when the next one comes."""

from ackline.domain.contract import TargetKind
from ackline.domain.rules.targets import target_rule

RULE = target_rule(
    TargetKind.FIRST_UPDATE,
    mend=": reply with what is known, who is affected, and “next update in 30 min”.",
)
