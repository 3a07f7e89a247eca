"""What the installation does by the clock. A new routine is a file beside this one and a line here."""

from ackline.domain.installations.routine import Routine
from ackline.domain.installations.routines import digest, drill, hand_over, paging_pause, watch

ROUTINES: dict[str, Routine] = {
    routine.name: routine
    for routine in (
        paging_pause.ROUTINE,
        hand_over.ROUTINE,
        digest.ROUTINE,
        watch.ROUTINE,
        drill.ROUTINE,
    )
}
