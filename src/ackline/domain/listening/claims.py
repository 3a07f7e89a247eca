"""The severity a customer claims in so many words, and only then: a claim pages people.

Forms that claim, on the first line with words of its own (after greetings, mentions, emoji, "URGENT"):

    P1: …   P1 - …   P1! …   P1, …   P1        a code leads, and a mark or the line's end follows
    Critical: …   Critical - …   Critical | …   a bare word leads, and a colon, spaced dash or bar follows
    [P1] …   (sev 1) …   … [critical] …         a bracket holds nothing else; round ones only where they lead
    P1 production is down                       a code leads what reads as trouble, isn't asked, and isn't past
    Severity: P1   Priority: high               a field of its own line, on one of the first twelve lines

Everything else is a mention ("after last week's P1", "is this a P1?", "P2 or P3?", "minor question: …"). Of several
claims the first leading one wins, then the first bracket, then the first field. In doubt there is no claim: the
customer has a button, and `looks_critical` asks.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from ackline.domain.listening.reading import own_words

_FIELD_LINES = 12
_MOST_PREFIXES = 12

_PREFIX = re.compile(
    r"(?:(?:hi|hello|hey|hallo|hola|bonjour|ciao|dear|good (?:morning|afternoon|evening|day)|greetings"
    r"|team|all|folks|everyone|everybody|guys|there|support|urgent|emergency|attention|alert|asap|dringend|urgente)"
    r"(?!\w)|@[\w.-]+|:[\w+'-]{1,60}:|[^\w\s\[\](){}<>【】@:\"'«»„“”-])[\s,!.:;]*",
    re.IGNORECASE,
)
_AFTER_CODE = re.compile(r"\s?(?:$|[:!|;–—]|,\s|\.(?:\s|$|\.)|-+\s|//)|\s-")
_AFTER_WORD = re.compile(r"\s?[:|–—]|\s-+\s")
_OPEN_SHUT = {"[": "]", "(": ")", "{": "}", "<": ">", "【": "】"}
_FIELD = re.compile(r"(?:severity|sev|priority|prio|urgency)\b\s?[:=]\s?", re.IGNORECASE)
_AFTER_FIELD = re.compile(r"\s?(?:$|[.,;!|)(–—]|-\s)")
_GAP = re.compile(r"\s?[/|,(–—:-]?\s?")
_FORWARDED = re.compile(r"(?:re|aw|fw|fwd|wg)\s?:", re.IGNORECASE)
_SETTLED = re.compile(
    r"[\s:!|;,–—=.\-/]*(?:is |was |has been |now )?(?:resolved|closed|solved|fixed|done|recovered|over|cancell?ed"
    r"|false alarm|rca|root cause|post-?\s?mortem)(?:\W*$|[.,;!)]|\s(?:now|thanks?|thx|by|at|for|from|since|again)\b)",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"^ (?:or|and|vs|is|was|are|means?|should|would|from|for)\b"
    r"|\b(?:last (?:week|month|night|year|time|\w+day)|(?<!since )yesterday|earlier|previous|resolved|closed|solved"
    r"|recovered|reports?|review|rca|root cause|post-?\s?mortem|definitions?|process|policy|sla|like|example|not an?"
    r"|no longer|isn't|wasn't|tickets?|update on|counts? as|should|would)\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:down|outage|offline|fail\w*|broken|broke|errors?|unavailable|unreachable|unresponsive|stuck|hang(?:s|ing)?"
    r"|hung|lost|losing|loss|leak\w*|breach\w*|blocked|crash\w*|can't|cannot|can not|unable|doesn't|does not|won't"
    r"|nobody|no one|stopped|dead|gone|missing|corrupt\w*|slow\w*|wrong|time-?outs?|timing out|degraded|5\d\d"
    r"|expired|emergency"
    r"|not (?:working|responding|reachable|starting|loading))\b",
    re.IGNORECASE,
)


def claimed_severity(text: str, aliases: Mapping[str, str]) -> str | None:
    """The severity id that the message explicitly claims, or None. `aliases` maps lower-case aliases to ids.

    An alias matches in any case and with or without a blank, hyphen or underscore between its parts ("sev 1", "Sev-1",
    "SEV1"); `sev` and `severity` are the same word. One with a digit is a code, any other a bare word.
    """
    lines = own_words(text).splitlines()
    names = _Names.of(tuple(aliases.items()))
    heads = next((heads for line in lines if (heads := _heads(line))[-1]), [""])
    leading = filter(None, (_leading(head, names) for head in heads))
    return next(leading, None) or _bracketed(heads[-1], names) or _field(lines[:_FIELD_LINES], names)


class _Names:
    """The aliases as one pattern each, longest first, and what they stand for."""

    __slots__ = ("_patterns",)

    def __init__(self, aliases: tuple[tuple[str, str], ...]) -> None:
        longest_first = sorted(aliases, key=lambda pair: -len(pair[0]))
        self._patterns = [
            (pattern, severity, any(map(str.isdigit, alias)))
            for alias, severity in longest_first
            if (pattern := _pattern(alias))
        ]

    @staticmethod
    @lru_cache(maxsize=64)
    def of(aliases: tuple[tuple[str, str], ...]) -> "_Names":
        return _Names(aliases)

    def at(self, line: str, start: int) -> tuple[int, str, bool] | None:
        """The alias standing at `start`: where it ends, its severity, and whether it is a code."""
        for pattern, severity, coded in self._patterns:
            if found := pattern.match(line, start):
                return found.end(), severity, coded
        return None

    def run(self, line: str, start: int) -> tuple[int, str, bool] | None:
        """Aliases side by side ("P1 Critical", "P1/critical"); None if they differ ("P1/P2") or there is none."""
        found = self.at(line, start)
        while found:
            end, severity, coded = found
            gap = _GAP.match(line, end)
            after = self.at(line, gap.end()) if gap and gap.end() > end else None
            if after is None:
                return found
            if after[1] != severity:
                return None
            shut = after[0] + 1 if line[after[0] : after[0] + 1] == ")" else after[0]
            found = shut, severity, coded or after[2]
        return None


def _pattern(alias: str) -> re.Pattern[str] | None:
    parts = re.findall(r"[^\W\d_]+|\d+", alias)
    if not parts:
        return None
    named = ["sev(?:erity)?" if part.lower() in ("sev", "severity") else re.escape(part) for part in parts]
    return re.compile(r"[\s_-]?".join(named) + r"(?!\w)", re.IGNORECASE)


def _heads(line: str) -> list[str]:
    """The line with none, one, two … of its prefixes taken off: a contract may name a severity "urgent" itself."""
    heads = [line]
    while len(heads) <= _MOST_PREFIXES and (found := _PREFIX.match(heads[-1])):
        heads.append(heads[-1][found.end() :])
    return heads


def _leading(head: str, names: _Names) -> str | None:
    if found := _in_bracket(head, 0, names):
        return found
    if (run := names.run(head, 0)) is None:
        return None
    end, severity, coded = run
    if (_AFTER_CODE if coded else _AFTER_WORD).match(head, end):
        return None if _SETTLED.match(head, end) else severity
    rest = head[end:]
    reads_as_trouble = coded and rest.startswith(" ") and "?" not in rest and _TROUBLE.search(rest)
    return severity if reads_as_trouble and not _MENTION.search(rest) else None


def _bracketed(head: str, names: _Names) -> str | None:
    """A square bracket anywhere in the line, unless the line forwards, asks about or looks back on one."""
    if _FORWARDED.match(head) or _MENTION.search(head) or head.endswith("?"):
        return None
    opened = (at for at, char in enumerate(head) if char in "[【")
    return next((found for at in opened if (found := _in_bracket(head, at, names))), None)


def _in_bracket(line: str, start: int, names: _Names) -> str | None:
    shut = _OPEN_SHUT.get(line[start : start + 1])
    if shut is None:
        return None
    label = _FIELD.match(line, start + 1)
    blank = 1 if line[start + 1 : start + 2] == " " else 0
    if (run := names.run(line, label.end() if label else start + 1 + blank)) is None:
        return None
    end = run[0] + (line[run[0] : run[0] + 1] == " ")
    return run[1] if line[end : end + 1] == shut and not _SETTLED.match(line, end + 1) else None


def _field(lines: list[str], names: _Names) -> str | None:
    for line in lines:
        label = _FIELD.match(line)
        run = names.run(line, label.end()) if label else None
        if run and _AFTER_FIELD.match(line, run[0]) and "?" not in line:
            return run[1]
    return None
