"""An account's checklist in a modal: what was looked at, and what staff tick by hand."""

from collections.abc import Iterator

from ackline.adapters.slack.bindscreen import told
from ackline.adapters.slack.inputs import ANSWER, labelled
from ackline.adapters.slack.looking import Look, Screen
from ackline.adapters.slack.pressed import ORDER
from ackline.adapters.slack.screens import modal, plain
from ackline.services.looking.offering import Offering, Prepared
from ackline.services.ports import Json

CHECKLIST = "checklist"
"""The name under which `Doors.views` knows it, and the order that it sends."""

_A_GROUP = 10  # options of one group of checkboxes, by Slack's reference
_LABEL = 75
_NAMES = 1_000


class ChecklistScreen:
    """Shows the list; what is sent becomes the order `checklist`."""

    def __init__(self, offering: Offering) -> None:
        self._offering = offering

    async def asked(self, look: Look) -> Screen:
        """Of the account that a command names, or of the channel's that it was given in."""
        return Screen(view=_shown(await self._offering.prepared(look.user, look.value, look.channel)))

    async def bound(self, look: Look) -> Screen:
        """After a channel was bound: of the account that it belongs to now."""
        channel = look.memory.partition(" ")[0]
        return Screen(view=_shown(await self._offering.prepared(look.user, "", channel)))

    async def kept(self, look: Look) -> Screen:
        """After something was ticked."""
        return Screen(view=_shown(await self._offering.prepared(look.user, look.memory, "")))


def _shown(prepared: Prepared) -> Json:
    inputs = list(_inputs(prepared))
    sends = CHECKLIST if inputs else ""
    title = f"{prepared.account.name}: ready?"
    shown = modal(title, [*told(prepared.checks), *inputs], sends=sends, label="Save", memory=prepared.account.id)
    return shown | ({"callback_id": f"{ORDER}{CHECKLIST}"} if inputs else {})


def _inputs(prepared: Prepared) -> Iterator[Json]:
    for item in prepared.contract.onboarding:
        if item.each:
            known = ", ".join(prepared.kept.names.get(item.id, ()))
            element = {"type": "plain_text_input", "action_id": ANSWER, "max_length": _NAMES}
            element |= {"initial_value": known} if known else {}
            yield labelled(f"names:{item.id}", f"{item.label}: each {item.each}, by name", element) | {
                "optional": True,
                "hint": plain("Separated by commas. Save, and each can be ticked.", 150),
            }
    for start in range(0, len(prepared.points), _A_GROUP):
        group = prepared.points[start : start + _A_GROUP]
        options = [{"text": plain(point.label, _LABEL), "value": point.id} for point in group]
        ticked = [option for option in options if option["value"] in prepared.kept.ticks]
        element = {"type": "checkboxes", "action_id": ANSWER, "options": options}
        element |= {"initial_options": ticked} if ticked else {}
        yield labelled(f"ticked:{start}", "In place", element) | {"optional": True}
