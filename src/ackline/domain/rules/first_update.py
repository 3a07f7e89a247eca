"""The first substantial update (GRU-6): what is known, who is affected, and when the next one comes."""

from ackline.domain.contract import TargetKind
from ackline.domain.rules.targets import target_rule

MEND = ": reply with what is known, who is affected, and “next update in 30 min”."

RULE = target_rule(TargetKind.FIRST_UPDATE, mend=MEND, named_by=TargetKind.FIRST_RESPONSE)
