"""A Slack message as its author's plain words: markup resolved, quotes and code set apart.

Slack escapes only `&`, `<` and `>` in a message's text, so a bare `<…>` is always its own markup. Every pattern
here is linear in the text: a message may have 40,000 characters.
"""

import re
import unicodedata
from functools import lru_cache

NO_TEXT = "(no text)"

_INLINE_CODE = re.compile(r"`[^`\n]+`")
_MARKUP = re.compile(r"<([^<>\n]*)>")
_QUOTE_TO_END = re.compile(r"^(?:>|&gt;){3}", re.MULTILINE)
_QUOTED_LINE = re.compile(r"^(?:>|&gt;).*", re.MULTILINE)
_QUOTE_MARK = re.compile(r"^(?:>|&gt;){1,3}", re.MULTILINE)
_STRUCK = re.compile(r"(?<![\w~])~(?=\S)[^~\n]*(?<=\S)~(?!\w)")
_BOLD = re.compile(r"(?<![^\W_])\*(?=[^\s*])([^*\n]*)(?<=\S)\*(?![^\W_])")
_ITALIC = re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]*)(?<=\S)_(?!\w)")
_ADDRESS = re.compile(r"\bhttps?://\S+")

# By Unicode category: controls part words; joiners, marks of direction and lone surrogates don't.
_UNSEEN = {"Cc": " ", "Cf": "", "Cs": ""}
_APOSTROPHES = {ord(mark): "'" for mark in "’‘´ʼ"}
# 🅰 to 🆉 and 🅐 to 🅩 have no compatibility form in Unicode; variation selectors and the keycap do nothing for words.
_LOOK_ALIKES = {
    **{0x1F170 + n: chr(ord("A") + n) for n in range(26)},
    **{0x1F150 + n: chr(ord("A") + n) for n in range(26)},
    **dict.fromkeys((0xFE0E, 0xFE0F, 0x20E3, 0x00AD)),
}


@lru_cache(maxsize=8)
def own_words(text: str) -> str:
    """What the author says himself: no quotes, code, struck text or addresses; one blank at most; lines kept.

    Full-width and squared letters become plain ones and invisible characters go, so that what reads as "P1" is "P1".
    Mentions read `@name` or `@someone`. Of one message it is asked several times.
    """
    words = _without_quotes(_INLINE_CODE.sub(" ", _without_fences(text)))
    words = _STRUCK.sub(" ", _resolve(words))
    if not words.isascii():
        words = unicodedata.normalize("NFKC", words.translate(_LOOK_ALIKES)).translate(_APOSTROPHES)
    words = _unemphasised(_ADDRESS.sub(" ", words))
    return "\n".join(filter(None, map(_visible, words.splitlines())))


def summary_line(text: str, limit: int = 80) -> str:
    """A title of one line and at most `limit` characters for a message; `(no text)` if nothing is left to show.

    Fences are dropped, inline code stays without its marks, mentions read `@someone`, links their label. The cut falls
    on a word's end where the line has one in its second half.
    """
    line = _unemphasised(_resolve(_without_quote_marks(_without_fences(text)))).replace("`", "")
    line = _visible(line)
    if not line:
        return NO_TEXT
    if len(line) <= limit:
        return line
    cut = line[: max(limit - 1, 0)]
    last_blank = line[: len(cut) + 1].rfind(" ")
    return (cut[:last_blank] if last_blank > len(cut) // 2 else cut).rstrip(" ,;:-") + "…"


def _without_fences(text: str) -> str:
    """The text outside ``` fences; Slack shows a fence that nothing closes as plain text, so that one stays."""
    parts = text.split("```")
    outside = parts[::2] if len(parts) % 2 else [*parts[:-1:2], parts[-1]]
    return "\n".join(outside)


def _without_quotes(text: str) -> str:
    to_end = _QUOTE_TO_END.search(text)
    return _QUOTED_LINE.sub("", text[: to_end.start()] if to_end else text)


def _without_quote_marks(text: str) -> str:
    return _QUOTE_MARK.sub("", text)


def _resolve(text: str) -> str:
    resolved = _MARKUP.sub(lambda found: _shown(found[1]), text)
    return resolved.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _shown(markup: str) -> str:
    """The words Slack shows for one `<…>`: its label, else what its kind allows to say."""
    target, _, label = markup.partition("|")
    match target[:1]:
        case "@":
            return "@" + (label.lstrip("@") or "someone")
        case "#":
            return "#" + (label or "channel")
        case "!":
            return "@" + (label or target[1:].partition("^")[0]).lstrip("@")
    return label or target.removeprefix("mailto:")


def _visible(text: str) -> str:
    """The text on one line with single blanks, without invisible characters."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(_UNSEEN.get(unicodedata.category(char), char) for char in text)
    return " ".join(text.split())


def _unemphasised(text: str) -> str:
    return _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text))
