"""YAML read into plain text, lists and mappings that remember their lines.

Every scalar stays the text it was written as (an empty one is None), so that `no`, `16:00` and `1e3` mean nothing
by accident: whoever reads a key decides what its text must be. The file is walked as a stream of events, so that
nesting and aliases are bounded before anything is built.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

import yaml

from ackline.adapters.config.contracts.errors import Mistake

Raw: TypeAlias = "str | list[Raw] | dict[str, Raw] | None"

BYTES = 1_000_000
DEPTH = 20
NODES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where something was written. Lines count from 1; line 0 is a text that was never a file."""

    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as written: its content, the mark of every path in it, and what is wrong with it as YAML."""

    file: str
    raw: Raw
    marks: Mapping[str, Mark] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()

    def mark(self, path: str) -> Mark:
        """Where `path` was written, or the nearest thing around it."""
        while path not in self.marks and path:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.marks.get(path, Mark(file=self.file, line=0))


def below(path: str, key: str) -> str:
    """The path of a key inside `path`."""
    return f"{path}.{key}" if path else key


def read_file(path: Path, name: str) -> Source:
    """The file as a source called `name`. What can't be read is a mistake, not an error."""
    try:
        content = path.read_bytes()
        if len(content) > BYTES:
            return _unusable(name, 1, f"the file is larger than {BYTES:,} bytes", "split it")
        return read_text(content.decode(), name)
    except OSError as error:
        return _unusable(name, 1, f"the file can't be read: {error.strerror}", "check its name and permissions")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _unusable(name, line, "the file is not UTF-8 text", "save it as UTF-8")


def read_text(text: str, name: str) -> Source:
    """A YAML text as a source called `name`. What is wrong with it as YAML is in `mistakes`."""
    reader = _Reader(name, yaml.parse(text, Loader=yaml.SafeLoader))
    try:
        raw = reader.document()
    except _Refused as refused:
        return Source(file=name, raw=None, mistakes=(refused.mistake,))
    except yaml.MarkedYAMLError as error:
        line = _line(error.problem_mark or error.context_mark)
        if "'\\t'" in str(error.problem):
            return _unusable(name, line, "a tab is used for indentation", "indent with spaces")
        why = f"the file is not YAML: {error.problem}"
        return _unusable(name, line, why, "check quotes, brackets and indentation at that line")
    except yaml.YAMLError as error:
        why = f"the file is not YAML: {str(error).splitlines()[0]}"
        return _unusable(name, 1, why, "remove what is not plain text")
    if raw is None:
        return _unusable(name, 1, "the file is empty", "write its keys, or start from an example")
    return Source(file=name, raw=raw, marks=reader.marks, mistakes=tuple(reader.mistakes))


class _Mark(Protocol):
    """A place in a text, of either of the library's two parsers. Lines count from 0."""

    @property
    def line(self) -> int: ...


class _Refused(Exception):
    """The file is not worth reading on."""

    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake


class _Reader:
    """One walk over the events of a file."""

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self.file = file
        self.marks: dict[str, Mark] = {}
        self.mistakes: list[Mistake] = []
        self._events = events
        self._anchors: dict[str, tuple[Raw, int]] = {}
        self._nodes = 0

    def document(self) -> Raw:
        raw: Raw = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refused(event, "", "a second document begins", "keep one document a file")
            elif isinstance(event, yaml.NodeEvent):
                raw = self._node(event, "", 0)
        return raw

    def _node(self, event: yaml.Event, path: str, depth: int) -> Raw:
        if depth > DEPTH:
            raise self._refused(event, "", f"the file nests deeper than {DEPTH} levels", "flatten it")
        self.marks.setdefault(path, Mark(file=self.file, line=_line(event.start_mark)))
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path)
        before = self._nodes
        self._count(event, 1)
        if isinstance(event, yaml.ScalarEvent):
            raw: Raw = event.value if event.value or event.style else None
        elif isinstance(event, yaml.SequenceStartEvent):
            raw = self._sequence(path, depth)
        else:
            raw = self._mapping(path, depth)
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self._anchors[event.anchor] = raw, self._nodes - before
        return raw

    def _sequence(self, path: str, depth: int) -> Raw:
        items: list[Raw] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, f"{path}[{len(items)}]", depth + 1))
        return items

    def _mapping(self, path: str, depth: int) -> Raw:
        entries: dict[str, Raw] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refused(event, path, "a key is not plain text", "write keys as single words")
            key = below(path, event.value)
            first = self.marks.get(key)
            self.marks.setdefault(key, Mark(file=self.file, line=_line(event.start_mark)))
            told = len(self.mistakes)
            value = self._node(next(self._events), key, depth + 1)
            if first is None:
                entries[event.value] = value
            else:
                # What lies below the second one is the same mistake.
                del self.mistakes[told:]
                why = f"{event.value} is written twice, first at line {first.line}"
                self.mistakes.append(self._mistake(event, key, why, "keep one of the two"))
        return entries

    def _alias(self, event: yaml.AliasEvent, path: str) -> Raw:
        if event.anchor not in self._anchors:
            why = f"the alias *{event.anchor} refers to nothing finished above it"
            raise self._refused(event, path, why, "write the value out")
        raw, nodes = self._anchors[event.anchor]
        self._count(event, nodes)
        return raw

    def _count(self, event: yaml.Event, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > NODES:
            why = f"its values unfold to more than {NODES:,}"
            raise self._refused(event, "", why, "write values out instead of using aliases of aliases")

    def _refused(self, event: yaml.Event, path: str, why: str, mend: str) -> _Refused:
        return _Refused(self._mistake(event, path, why, mend))

    def _mistake(self, event: yaml.Event, path: str, why: str, mend: str) -> Mistake:
        return Mistake(file=self.file, line=_line(event.start_mark), path=path, why=why, mend=mend)


def _line(mark: _Mark | None) -> int:
    return mark.line + 1 if mark is not None else 1


def _unusable(file: str, line: int, why: str, mend: str) -> Source:
    return Source(file=file, raw=None, mistakes=(Mistake(file=file, line=line, path="", why=why, mend=mend),))
