"""What the installation does by the clock. A new routine is a file beside this one and a line here."""

from ackline.domain.routine import Routine
from ackline.domain.routines import paging_pause

ROUTINES: dict[str, Routine] = {routine.name: routine for routine in (paging_pause.ROUTINE,)}
