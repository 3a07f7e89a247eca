"""The search in a modal: a field for words, what was found below it, and the way to what is older."""

from ackline.adapters.slack.blocks import render
from ackline.adapters.slack.homescreen import IsStaff
from ackline.adapters.slack.looking import Look, Screen
from ackline.adapters.slack.screens import modal, plain
from ackline.domain.surfaces.words import Internal
from ackline.services.looking.searching import Hits, Searching
from ackline.services.ports import Json, Permanent

FIND = "find"
"""The name under which `Doors.views` knows what is done with the words."""

_FIELD = "words"
_TITLE = "Search"
_MOST = 200
_HINT = "Every word must stand in one message; end* finds ending. Or a ticket's number, or a customer."


class SearchScreen:
    """`workspace` is the URL that links to threads begin with."""

    def __init__(self, searching: Searching, is_staff: IsStaff, workspace: str) -> None:
        self._searching = searching
        self._is_staff = is_staff
        self._workspace = workspace

    async def asked(self, look: Look) -> Screen:
        """The empty field, or what is found for the words of a command."""
        await self._let_in(look)
        return await self._found(look.value, None) if look.value else Screen(view=_shown("", ()))

    async def found(self, look: Look) -> Screen:
        """What is found for the words of the form; by its button what is older."""
        await self._let_in(look)
        if look.value.isdecimal():
            return await self._found(look.memory, int(look.value))
        return await self._found(look.fields.get(_FIELD, ""), None)

    async def _found(self, said: str, before: int | None) -> Screen:
        hits = await self._searching.find(said[:_MOST], before)
        blocks = render(Internal(lines=hits.lines), hits.texts, workspace=self._workspace).blocks
        return Screen(view=_shown(said[:_MOST], (*blocks, *_older(hits))))

    async def _let_in(self, look: Look) -> None:
        if not await self._is_staff(look.user):
            raise Permanent("Only the support team can search.")


def _shown(said: str, found: tuple[Json, ...]) -> Json:
    field = {"type": "plain_text_input", "action_id": _FIELD, "max_length": _MOST}
    before = {"initial_value": said} if said else {}
    asked = {
        "type": "input",
        "block_id": _FIELD,
        "label": plain("Words", 75),
        "hint": plain(_HINT, 150),
        "element": field | before,
    }
    return modal(_TITLE, [asked, *found], sends=FIND, label="Search", memory=said)


def _older(hits: Hits) -> tuple[Json, ...]:
    if hits.more is None:
        return ()
    older = {"type": "button", "action_id": f"see:{FIND}:0", "text": plain("Older", 75), "value": str(hits.more)}
    return ({"type": "actions", "elements": [older]},)
