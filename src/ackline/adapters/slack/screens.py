"""Views as Slack wants them: a modal to read or to fill in, Home, and a sentence in a modal of its own."""

from collections.abc import Sequence

from ackline.adapters.slack.markup import clean, cut, escape
from ackline.adapters.slack.pressed import SEE
from ackline.services.ports import Json

MOST_BLOCKS = 100
"""In a modal or in Home, by Slack's reference."""

_TITLE = 24
_METADATA = 3_000
_WORDS = 3_000


def modal(title: str, blocks: Sequence[Json], *, sends: str = "", label: str = "Show", memory: str = "") -> Json:
    """A modal. `sends` names who of `Doors.views` gets what was filled in; without it there is only something to read.

    ValueError for a memory that Slack would refuse: cut, it would mean something else.
    """
    return {
        "type": "modal",
        "callback_id": f"{SEE}{sends}",
        "private_metadata": _kept(memory),
        "title": plain(title, _TITLE),
        "close": plain("Close", _TITLE),
        "blocks": list(blocks[:MOST_BLOCKS]),
        **({"submit": plain(label, _TITLE)} if sends else {}),
    }


def home(blocks: Sequence[Json], *, memory: str = "") -> Json:
    """Home. ValueError as for `modal`."""
    return {"type": "home", "private_metadata": _kept(memory), "blocks": list(blocks[:MOST_BLOCKS])}


def notice(words: str) -> Json:
    """A modal that says one thing, such as why something is not shown."""
    said = {"type": "mrkdwn", "text": cut(escape(clean(words)), _WORDS), "verbatim": True}
    return modal("Ackline", [{"type": "section", "text": said}])


def plain(words: str, limit: int) -> Json:
    """Plain words of at most `limit` characters."""
    return {"type": "plain_text", "text": cut(words, limit)}


def _kept(memory: str) -> str:
    if len(memory) > _METADATA:
        raise ValueError(f"a view remembers {_METADATA} characters, and these are {len(memory)}")
    return memory
