"""Words as Slack's markup, and as plain text. Everything that people wrote is escaped, so nothing of it acts."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote as percent

from ackline.domain.ids import TextId
from ackline.domain.surfaces.words import Line, Part, PartKind

ROW = 2_900
QUOTED = 600

_PART = 1_400
_QUOTED_LINES = 20
_REMOVED = "(removed)"

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_PERSON = re.compile(r"[UW][A-Z0-9]+", re.ASCII)
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)\S", re.IGNORECASE)
_WEB = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_BROKEN_END = re.compile(r"&[a-z]*$")

Inline = Callable[[Part], str]


def clean(words: str) -> str:
    """Without control characters and halves of surrogate pairs, which Slack answers with `invalid_json`."""
    if words.isprintable():
        return words
    return _UNSEEN.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def escape(words: str) -> str:
    """Slack's own escapes: after them no `<!channel>`, `<@U…>` or `<#C…>` can act."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(escaped: str, limit: int) -> str:
    """At most `limit` characters, never ending inside an escape."""
    if len(escaped) <= limit:
        return escaped
    return _BROKEN_END.sub("", escaped[: limit - 1]).rstrip() + "…"


def mrkdwn_rows(lines: Iterable[Line], texts: Mapping[TextId, str | None], workspace: str) -> list[str]:
    """The lines in Slack's markup, each row at most ROW characters; `workspace` is the URL that threads are at."""

    def inline(part: Part) -> str:
        return _mrkdwn(_linked(part, workspace))

    return _rows(lines, texts, inline, lambda words: cut(escape(words), ROW - 2), f"_{_REMOVED}_")


def plain_rows(lines: Iterable[Line], texts: Mapping[TextId, str | None], workspace: str) -> list[str]:
    """The lines for where Slack's markup means nothing, such as a webhook."""

    def inline(part: Part) -> str:
        return _plain(_linked(part, workspace))

    return _rows(lines, texts, inline, lambda words: words, _REMOVED)


def links_in(lines: Iterable[Line], workspace: str) -> tuple[tuple[str, str], ...]:
    """The label and the address of every link to the web among the lines."""
    linked = (_linked(part, workspace) for line in lines for part in line)
    return tuple((_one_line(p.value), p.target) for p in linked if p.kind is PartKind.LINK and _WEB.match(p.target))


def _rows(
    lines: Iterable[Line],
    texts: Mapping[TextId, str | None],
    inline: Inline,
    quoted: Callable[[str], str],
    removed: str,
) -> list[str]:
    rows: list[str] = []
    for line in lines:
        row = ""
        for part in line:
            if part.kind is PartKind.QUOTE:
                words = texts.get(TextId(part.value))
                told = [removed] if words is None else [quoted(one) for one in _excerpt(words)]
                rows += [row, *(f"> {one}" for one in told)]
                row = ""
                continue
            piece = inline(_written(part, texts) if part.kind is PartKind.WORDS else part)
            if len(row) + len(piece) > ROW:
                rows.append(row)
                row = ""
            row += piece
        rows.append(row)
    return [row for row in rows if row.strip()]


def _excerpt(words: str) -> list[str]:
    """What somebody wrote, short enough for a page. Slack's own escapes are undone first: they come back later."""
    own = _own(words)
    lines = (own if len(own) <= QUOTED else own[: QUOTED - 1].rstrip() + "…").split("\n")
    return lines if len(lines) <= _QUOTED_LINES else [*lines[: _QUOTED_LINES - 1], "…"]


def _own(words: str) -> str:
    return clean(words).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _written(part: Part, texts: Mapping[TextId, str | None]) -> Part:
    """What somebody wrote in place of its name; it is escaped like any other words."""
    words = texts.get(TextId(part.value))
    return replace(part, value=_REMOVED if words is None else _own(words))


def _linked(part: Part, workspace: str) -> Part:
    """A thread as a link into the workspace: the form of Slack's own permalinks."""
    if part.kind is not PartKind.THREAD:
        return part
    channel, _, ts = part.target.partition("/")
    target = f"{workspace}archives/{channel}/p{ts.replace('.', '')}" if workspace else ""
    return replace(part, kind=PartKind.LINK, target=target)


def _mrkdwn(part: Part) -> str:
    words = cut(escape(_said(part)), _PART)
    match part.kind:
        case PartKind.STRONG:
            return _bold(words)
        case PartKind.MOMENT:
            return _date(part.at) if part.at else ""
        case PartKind.PERSON:
            return f"<@{part.value}>" if _PERSON.fullmatch(part.value) and len(part.value) <= 64 else words
        case PartKind.LINK:
            address = _address(part.target)
            return f"<{address}|{words or address}>" if address else words
        case PartKind.CLAUSE:
            return f"`{words.replace('`', '')}`" if words.replace("`", "").strip() else ""
    return words


def _plain(part: Part) -> str:
    words = cut(_said(part), _PART)
    match part.kind:
        case PartKind.MOMENT:
            return _utc(part.at) if part.at else ""
        case PartKind.LINK:
            target = clean(part.target)
            return f"{words} ({target})" if words and target else words or target
    return words


def _bold(words: str) -> str:
    """Strong words; those that hold an asterisk stay as they are, since Slack has no escape for it."""
    core = words.strip()
    if not core or "*" in core:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}*{core}*{after}"


def _said(part: Part) -> str:
    """A part is one line, unless it is what somebody wrote in several."""
    return part.value if part.kind is PartKind.WORDS else _one_line(part.value)


def _one_line(words: str) -> str:
    return clean(words).replace("\n", " ")


def _address(target: str) -> str:
    """An address that can't end its link early; "" for anything but web, mail and telephone."""
    if not _ADDRESS.match(target):
        return ""
    address = percent(clean(target), safe="!#$%&'()*+,/:;=?@[]~").replace("&", "&amp;")
    return address if len(address) <= _PART else ""


def _date(at: datetime) -> str:
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{_utc(at)}>"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
