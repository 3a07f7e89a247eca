"""Reading a file's mappings key by key, collecting what is wrong instead of stopping at it."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from ackline.adapters.config.contracts.errors import Mistake
from ackline.adapters.config.contracts.source import Raw, Source, below

YES = ("true", "yes", "on")
NO = ("false", "no", "off")


class Reading:
    """One reading of one source: its mistakes so far, and the settings that its values may depend on.

    Anywhere a value may stand, `{setting: ID}` stands for the setting's value and `{setting: ID, A: x, B: y}`
    for the entry of that value.
    """

    def __init__(self, source: Source) -> None:
        self.mistakes = list(source.mistakes)
        self.settings: Mapping[str, str] = {}
        self.options: Mapping[str, tuple[str, ...]] = {}
        self._source = source
        self._blocks: list[Block] = []

    def top(self) -> "Block":
        """The file's own mapping; an empty one, with a mistake, when the file holds something else."""
        raw = self._source.raw
        if not isinstance(raw, dict):
            if not self.mistakes:
                self.wrong("", f"the file holds {kind(raw)}, not a mapping", "write keys such as `title: …`")
            return Block(self, "", {})
        return self.block("", raw)

    def block(self, path: str, raw: Mapping[str, Raw]) -> "Block":
        """A mapping whose keys will be asked for; what is never asked for is an unknown key."""
        block = Block(self, path, raw)
        self._blocks.append(block)
        return block

    def wrong(self, path: str, why: str, mend: str) -> None:
        """Note a mistake at `path`."""
        mark = self._source.mark(path)
        self.mistakes.append(Mistake(file=mark.file, line=mark.line, path=path, why=why, mend=mend))

    def known(self, path: str, word: str, known: Collection[str], what: str) -> bool:
        """Whether `word` is one of `known`; if not, that is a mistake with the nearest one suggested.

        An empty `known` is a section that is missing, which is a mistake of its own and enough of one.
        """
        if word in known or not known:
            return True
        self.wrong(path, f"{word!r} is no {what}", suggestion(word, known))
        return False

    def finish(self) -> tuple[Mistake, ...]:
        """Every mistake, with the keys that nobody asked for."""
        for block in self._blocks:
            for key, known in block.strangers():
                what = suggestion(key, known) if known else "remove it"
                self.wrong(below(block.path, key), f"{key!r} is no key here", what)
        self._blocks.clear()
        return tuple(dict.fromkeys(self.mistakes))

    def chosen(self, path: str, raw: Raw) -> tuple[str, Raw]:
        """The value itself, or what it comes to under the settings; None after a mistake."""
        if not isinstance(raw, dict) or "setting" not in raw:
            return path, raw
        setting = raw["setting"]
        if not isinstance(setting, str) or setting not in self.settings:
            mend = suggestion(str(setting), self.settings)
            self.wrong(path, f"{setting!r} is no setting of this contract", mend)
            return path, None
        cases = {case: value for case, value in raw.items() if case != "setting"}
        if not cases:
            return path, self.settings[setting]
        for case in (*self.options[setting], *cases):
            if case not in cases:
                self.wrong(path, f"the setting {setting} may be {case!r}, which has no case", "add the case")
            elif case not in self.options[setting]:
                mend = suggestion(case, self.options[setting])
                self.wrong(below(path, case), f"{case!r} is no option of {setting}", mend)
        value = self.settings[setting]
        return below(path, value), cases.get(value)


class Block:
    """A mapping at a path. Every question is answered, with a stand-in where the answer is a mistake."""

    def __init__(self, reading: Reading, path: str, raw: Mapping[str, Raw]) -> None:
        self.reading = reading
        self.path = path
        self.raw = raw
        self._asked: dict[str, None] = {}

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys as written."""
        return tuple(self.raw)

    def at(self, key: str) -> str:
        """The path of a key of this block."""
        return below(self.path, key)

    def keys_in(self, key: str) -> tuple[str, ...]:
        """The keys of the mapping under a key; none where there is no mapping."""
        raw = self.value(key)[1]
        return tuple(raw) if isinstance(raw, dict) else ()

    def has(self, key: str) -> bool:
        """Whether the key is written and not empty."""
        return self.value(key)[1] is not None

    def value(self, key: str) -> tuple[str, Raw]:
        """The value of a key with its path, settings applied; None where there is none."""
        self._asked[key] = None
        return self.reading.chosen(self.at(key), self.raw.get(key))

    def abandon(self) -> None:
        """Read no further: the block is a mistake as a whole, and its keys are none."""
        self._asked.update(dict.fromkeys(self.raw))

    def strangers(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The keys that nobody asked for, with those that were and are not written."""
        for key in self.raw:
            if key not in self._asked:
                yield key, tuple(self._asked)

    def text(self, key: str, default: str | None = None) -> str:
        """The text of a key; without a default a missing one is a mistake."""
        path, raw = self.value(key)
        if isinstance(raw, str) and (raw.strip() or default is not None):
            return raw.strip()
        if raw is not None and not isinstance(raw, str):
            self.reading.wrong(path, f"{kind(raw)} stands where text belongs", "write text")
        elif default is None:
            self.missing(key)
        return default or ""

    def one_of(self, key: str, known: Collection[str], what: str, default: str | None = None) -> str:
        """The text of a key, which must be one of `known`."""
        word = self.text(key, default)
        if word and word != default:
            self.reading.known(self.value(key)[0], word, known, what)
        return word

    def flag(self, key: str) -> bool:
        """Whether the key says yes; no when it is missing."""
        word = self.text(key, "").lower()
        if word not in ("", *YES, *NO):
            self.reading.wrong(self.at(key), f"{word!r} is neither yes nor no", "write yes or no")
        return word in YES

    def words(self, key: str, default: tuple[str, ...] | None = ()) -> tuple[str, ...]:
        """The texts of a list; a single text is a list of one. Without a default a missing list is a mistake."""
        path, raw = self.value(key)
        if raw is None and default is not None:
            return default
        if raw is None:
            self.missing(key)
            return ()
        items = raw if isinstance(raw, list) else [raw]
        if not all(isinstance(item, str) for item in items):
            self.reading.wrong(path, "the list holds something that is not text", "write it as [one, two]")
        return tuple(item for item in items if isinstance(item, str))

    def known_words(self, key: str, known: Collection[str], what: str) -> tuple[str, ...]:
        """The texts of a list, each of which must be one of `known`; the others are left out."""
        path = self.value(key)[0]
        return tuple(word for word in self.words(key) if self.reading.known(path, word, known, what))

    def part(self, key: str, *, required: bool = False) -> "Block | None":
        """The mapping under a key."""
        path, raw = self.value(key)
        if isinstance(raw, dict):
            return self.reading.block(path, raw)
        if raw is not None:
            self.reading.wrong(path, f"{kind(raw)} stands where a mapping belongs", "write `key: value` lines")
        elif required:
            self.missing(key)
        return None

    def parts(self, key: str, *, required: bool = False) -> Iterator[tuple[str, "Block"]]:
        """The mappings by name in the mapping under a key."""
        group = self.part(key, required=required)
        if group is None:
            return
        if required and not group.keys:
            self.missing(key)
        for name in group.keys:
            part = group.part(name)
            if part is not None:
                yield name, part
            elif not group.has(name):
                self.reading.wrong(group.at(name), f"{name} is empty", "write its keys below it, or remove it")

    def rows(self, key: str) -> Iterator["Block"]:
        """The mappings in the list under a key."""
        path, raw = self.value(key)
        if raw is not None and not isinstance(raw, list):
            self.reading.wrong(path, f"{kind(raw)} stands where a list belongs", "write it as `- …` lines")
            return
        for number, row in enumerate(raw or ()):
            if isinstance(row, dict):
                yield self.reading.block(f"{path}[{number}]", row)
            else:
                self.reading.wrong(f"{path}[{number}]", f"{kind(row)} stands where a mapping belongs", "write keys")

    def missing(self, key: str) -> None:
        """Note that a key is needed and not there."""
        near = get_close_matches(key, [k for k in self.raw if k not in self._asked], 1, 0.75)
        mend = f"add {key}, or rename {near[0]}" if near else f"add {key}"
        self.reading.wrong(self.at(key), f"{key} is missing", mend)


def suggestion(word: str, known: Collection[str]) -> str:
    """How to mend a word that is none of `known`."""
    # People change case and punctuation more often than letters.
    spelt = {"".join(filter(str.isalnum, k)).lower(): k for k in known}
    near = get_close_matches("".join(filter(str.isalnum, word)).lower(), spelt, 1, 0.6)
    if near:
        return f"did you mean {spelt[near[0]]}?"
    return f"write one of {', '.join(sorted(known))}" if known else "declare it first"


def kind(raw: Raw) -> str:
    """What a value is, in words."""
    match raw:
        case None:
            return "nothing"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "a mapping"


def why_and_mend(error: ValueError) -> tuple[str, str]:
    """The two halves of an error of the domain, which a colon parts."""
    why, _, mend = str(error).partition(": ")
    return why, mend or "write it otherwise"
