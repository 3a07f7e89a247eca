"""The words behind `/ackline`: one entry each. A new one is a line in the table that wiring gives."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ackline.domain.surfaces.words import Internal, Line, line, strong

COMMAND = "/ackline"

_MOST_QUOTED = 40
"""So many characters of a word that is no command are said back."""

Answer = Callable[[tuple[str, ...]], Awaitable[Internal]]
"""What answers a command, given the words behind its name. Raises Permanent with words for whoever asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. `usage` is what may stand behind its name, `help` what it is for, in a few words.

    With `answer` it only tells; with `opens` it shows the view of that name; with neither it changes something, and
    services/incoming/ordering.py decides it.
    """

    name: str
    help: str
    group: str
    usage: str = ""
    answer: Answer | None = None
    opens: str = ""


class Commands:
    """The commands there are."""

    def __init__(self, known: Sequence[Command]) -> None:
        self._known = known
        self._by_name = {command.name: command for command in known}

    def find(self, words: Sequence[str]) -> tuple[Command, tuple[str, ...]] | None:
        """The command that words begin with, the longer name first, and the words behind it; None: there is none."""
        for count in (2, 1):
            command = self._by_name.get(" ".join(words[:count]).lower()) if len(words) >= count else None
            if command is not None:
                return command, tuple(words[count:])
        return None

    def unknown(self, words: Sequence[str]) -> Internal:
        """For words that are no command: the nearest one, or all of them."""
        if not words or words[0].lower() == "help":
            return self.help()
        said = words[0].lower()
        near = get_close_matches(said, self._by_name, n=1) or [n for n in self._by_name if n.startswith(said)]
        if not near:
            return self.help(line(f"There is no “{words[0][:_MOST_QUOTED]}”."))
        return Internal(lines=(line(f"There is no “{words[0]}”. Did you mean:"), _row(self._by_name[near[0]])))

    def help(self, *before: Line) -> Internal:
        """Every command on a line of its own, by group."""
        groups = dict.fromkeys(command.group for command in self._known)
        lines = [*before]
        for group in groups:
            lines += [line(strong(group)), *(_row(command) for command in self._known if command.group == group)]
        return Internal(lines=tuple(lines))


def _row(command: Command) -> Line:
    usage = f" {command.usage}" if command.usage else ""
    return line(f"{COMMAND} {command.name}{usage}", f" · {command.help}")
