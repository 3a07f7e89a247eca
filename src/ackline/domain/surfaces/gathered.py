"""Many pages in one message: a line for each, with its clause, its thread, and who has it once somebody does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ackline.domain.calling.page import Page
from ackline.domain.effects import Deliver
from ackline.domain.ids import ClauseId, SubjectId
from ackline.domain.surfaces.words import Button, Internal, Line, clause, line, person, strong, thread

MOST_LISTED = 10


def gathered_words(delivers: Sequence[Deliver], pages: Mapping[SubjectId, Page]) -> Internal:
    """What all of the pages would say, headed by their count; those that wait for somebody come first.

    `pages` are those of them whose state is known.
    """
    ends = {d.page: _end(d, pages[d.page]) for d in delivers if d.page in pages}
    waiting_first = sorted(delivers, key=lambda d: bool(ends.get(d.page)))
    listed = waiting_first[:MOST_LISTED]
    more = len(delivers) - len(listed)
    # Pages of the fallback channel begin with whom nobody reached, and only then say what they are for.
    loud = dict.fromkeys(d.words.lines[0] for d in delivers if d.person is None)
    rest = (line(f"… and {more} more; see the triage channel."),) if more else ()
    lines = (_told(d, ends.get(d.page, ())) for d in listed)
    buttons = tuple(_numbered(d) for d in listed if d.words.buttons and not ends.get(d.page))
    return Internal(lines=(line(strong(f"{len(delivers)} pages at once")), *loud, *lines, *rest), buttons=buttons)


def over_words(page: Page) -> Line:
    """Why a page is over, and by whom."""
    return line(strong("Over: "), page.stopped, *((" by ", person(page.stopped_by)) if page.stopped_by else ()))


def _end(deliver: Deliver, page: Page) -> Line:
    """Why nobody waits for the reader of a page any more; empty while somebody does."""
    if page.stopped:
        return over_words(page)
    return line(strong("Passed on")) if deliver.person in page.declined else ()


def _told(deliver: Deliver, end: Line) -> Line:
    """What a page is for, the clause that it rests on, how it ended, and where it is spoken of."""
    told = deliver.words.lines[0 if deliver.person is not None else 1]
    if cited := deliver.summary.get("clause"):
        told = line(*told, " (", clause(ClauseId(cited)), ")")
    if end:
        told = line(*told, " · ", *end)
    where, ts = deliver.summary.get("channel"), deliver.summary.get("thread_ts")
    return line(*told, " · ", thread(where, ts, "open the thread")) if where and ts else told


def _numbered(deliver: Deliver) -> Button:
    first = deliver.words.buttons[0]
    return replace(first, label=f"{first.label} #{deliver.summary.get('ticket', '')}")
