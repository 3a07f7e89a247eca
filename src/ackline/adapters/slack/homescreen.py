"""Home as Slack draws it: tabs, selects, a block or two for each ticket, and the way on."""

from collections.abc import Awaitable, Callable, Iterator

from ackline.adapters.slack.blocks import render
from ackline.adapters.slack.looking import Look, Screen
from ackline.adapters.slack.markup import clean
from ackline.adapters.slack.screens import home, plain
from ackline.domain.surfaces.words import Public, line
from ackline.services.looking.choice import Choice, Drawn, Narrowing, read_choice, written
from ackline.services.looking.customers import SHOW
from ackline.services.looking.home import HomeView
from ackline.services.ports import Json

_SEARCH = {"type": "button", "action_id": "see:search:0", "text": {"type": "plain_text", "text": "Search…"}}
_LABEL = 75
_VALUE = 150

IsStaff = Callable[[str], Awaitable[bool]]


class HomeScreen:
    """Publishes Home. `workspace` is the URL that links to threads begin with; `vendor` names the vendor."""

    def __init__(self, drawing: HomeView, is_staff: IsStaff, vendor: Callable[[], str], workspace: str) -> None:
        self._drawing = drawing
        self._is_staff = is_staff
        self._vendor = vendor
        self._workspace = workspace

    async def __call__(self, look: Look) -> Screen:
        """Home for staff; for everybody else where to write."""
        if not await self._is_staff(look.user):
            return Screen(view=home(render(self._elsewhere(), {}).blocks))
        drawn = await self._drawing.drawn(look.user, _chosen(look))
        return Screen(view=home_view(drawn, self._workspace))

    def _elsewhere(self) -> Public:
        where = f"Please write in the channel that you share with {self._vendor()}: the whole team reads it."
        return Public(lines=(line("There is nothing to do for you here. ", where),))


def home_view(drawn: Drawn, workspace: str) -> Json:
    """Home as it is published."""
    return home(tuple(_blocks(drawn, workspace)), memory=written(drawn.choice))


def _blocks(drawn: Drawn, workspace: str) -> Iterator[Json]:
    yield {"type": "actions", "elements": [*_tabs(drawn), _SEARCH]}
    if drawn.narrowings:
        selects = [_select(number, one) for number, one in enumerate(drawn.narrowings)]
        yield {"type": "actions", "elements": selects}
    yield {"type": "divider"}
    for words in drawn.blocks:
        yield from render(words, drawn.texts, workspace=workspace).blocks
    ways = [("Previous", drawn.earlier), ("Next", drawn.later)]
    there = [(label, choice) for label, choice in ways if choice is not None]
    if there:
        yield {"type": "actions", "elements": [_way(n, label, choice) for n, (label, choice) in enumerate(there)]}
    for words in drawn.below:
        yield {"type": "divider"}
        yield from render(words, drawn.texts, workspace=workspace).blocks


def _chosen(look: Look) -> Choice:
    """What was chosen: a whole choice by a button, one field of the present one by a select."""
    if look.value.startswith("{"):
        return read_choice(look.value)
    present = read_choice(look.memory)
    name, _, value = look.value.partition("=")
    return present.narrowed(name, value)


def _tabs(drawn: Drawn) -> Iterator[Json]:
    for number, (label, choice) in enumerate(drawn.tabs):
        style = {"style": "primary"} if choice.tab is drawn.choice.tab else {}
        yield _way(number, label, choice) | style


def _way(number: int, label: str, choice: Choice) -> Json:
    shown = plain(label, _LABEL)
    return {"type": "button", "action_id": f"{SHOW}:{number}", "text": shown, "value": written(choice)}


def _select(number: int, narrowing: Narrowing) -> Json:
    named = ((f"{narrowing.name}={value}", clean(label).strip() or value) for value, label in narrowing.options)
    options = {value: {"text": plain(label, _LABEL), "value": value} for value, label in named if len(value) <= _VALUE}
    present = options.get(f"{narrowing.name}={narrowing.chosen}")
    return {
        "type": "static_select",
        "action_id": f"{SHOW}:{number}",
        "options": list(options.values()),
        **({"initial_option": present} if present is not None else {}),
    }
