"""The form that asks why a review is waived."""

from ackline.adapters.slack.homescreen import IsStaff
from ackline.adapters.slack.inputs import reason
from ackline.adapters.slack.looking import Look, Screen
from ackline.adapters.slack.pressed import ORDER, SEE
from ackline.adapters.slack.screens import modal
from ackline.domain.reviews.mark import Mark
from ackline.domain.reviews.wording import WAIVE
from ackline.services.ports import Permanent

WAIVE_REVIEW = WAIVE.removeprefix(SEE)
"""The name under which `Doors.views` knows it."""


class WaiveScreen:
    """Asks; what is sent becomes the order `review`."""

    def __init__(self, is_staff: IsStaff) -> None:
        self._is_staff = is_staff

    async def __call__(self, look: Look) -> Screen:
        """The form for the review that a button names. Permanent for customers."""
        if not await self._is_staff(look.user):
            raise Permanent("Only the support team can do this.")
        hint = "Kept with the account, and told to whoever presents it."
        asked = reason("reason", "Why no review is held", hint=hint)
        memory = f"{look.value} {Mark.WAIVED.value}"
        shown = modal("Waive the review", [asked], sends="review", label="Waive", memory=memory)
        return Screen(view=shown | {"callback_id": f"{ORDER}review"})
