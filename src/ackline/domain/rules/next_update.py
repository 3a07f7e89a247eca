"""The update that the last one promised (GRU-7): each update's promise is the next timer."""

from ackline.domain.contract import TargetKind
from ackline.domain.rules.targets import target_rule

RULE = target_rule(
    TargetKind.NEXT_UPDATE,
    mend=": reply with what is happening now and “next update in …”.",
)
