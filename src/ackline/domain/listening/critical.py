"""Whether a message reads like an emergency. It never sets a severity: it only leads to asking the customer.

So a miss costs more than a false question, and a false question at 3 a.m. still costs. A message is read clause by
clause. A sign of trouble counts unless its clause is hypothetical, past, denied, planned, somebody else's or about a
test system; what a later clause settles is forgotten, and a calm word ("no rush") calms the whole message. Trouble of
no stated scope counts unless it is everyday ("an error"), asked about or small ("my", "one", "sometimes"); then it
takes a loud voice as well.
The hand-labelled messages in `tests/domain/cases` say how well this works.
"""

import re
from collections.abc import Iterator

from ackline.domain.listening import critical_words as say
from ackline.domain.listening.reading import own_words

BURST = 4
"""Messages of one requester in a row from which on the number alone is a sign."""

_MOST_CHARACTERS = 10_000
_SENTENCE_END = re.compile(r"(?<=[.!?;]) |\n")
_CLAUSE_END = re.compile(r", | [-–—]+ |(?<!nothing) but ")
_SCOPES = (("trouble in production", say.PRODUCTION), ("trouble for many", say.WIDE))


def looks_critical(text: str, *, burst: int = 1) -> tuple[str, ...]:
    """The reasons why the message may be about something critical, for people to read; empty if it doesn't look it.

    `burst` counts the requester's messages within a few minutes, this one included; from `BURST` on it is a reason.
    """
    many = ("many messages in a row",) if burst >= BURST else ()
    words = say.IDIOMS.sub(" ", own_words(text)[:_MOST_CHARACTERS])
    if say.CALM.search(words):
        return many
    signs, troubled = _signs(words)
    loud = tuple(_loudness(words))
    if signs or many:
        return (*many, *signs, *loud)
    if troubled and loud:
        return ("trouble", *loud)
    return loud if len(loud) > 1 else ()


def _signs(words: str) -> tuple[list[str], bool]:
    """The signs that suffice, in order, and whether there is trouble of any kind."""
    signs: dict[str, None] = {}
    troubled = False
    for sentence in _SENTENCE_END.split(words):
        slight = sentence.endswith("?") or bool(say.SMALL.search(sentence))
        for clause in _CLAUSE_END.split(sentence):
            if say.SETTLED.search(clause):
                signs, troubled = {}, False
            elif _counts(clause):
                trouble = bool(say.TROUBLE.search(clause))
                troubled = troubled or trouble
                signs |= dict.fromkeys(_signs_in(clause, trouble=trouble, slight=slight))
    if troubled and say.DEADLINE.search(words):
        signs["deadline"] = None
    if say.BUSINESS.search(words):
        signs.pop("urgent words", None)
    return list(signs), troubled


def _signs_in(clause: str, *, trouble: bool, slight: bool) -> Iterator[str]:
    yield from (reason for reason, sign in say.STRONG if sign.search(clause))
    if trouble:
        scopes = [reason for reason, scope in _SCOPES if scope.search(clause)]
        alone = not slight and say.TROUBLE.search(say.EVERYDAY.sub(" ", clause))
        yield from scopes or (["trouble"] if alone else [])


def _counts(clause: str) -> bool:
    """Whether trouble named in the clause would be real, present, and the customer's own."""
    if say.HYPOTHETICAL.search(clause) or say.DENIED.search(clause):
        return False
    if say.PAST.search(clause) and not say.PRESENT.search(clause):
        return False
    in_production = bool(say.PRODUCTION.search(clause))
    return in_production or not (say.TEST_SYSTEM.search(clause) or say.OTHERS.search(clause))


def _loudness(words: str) -> Iterator[str]:
    """Capitals and exclamation marks, unless the message is praise."""
    if say.PRAISE.search(words):
        return
    letters = [char for char in words if char.isalpha()]
    if len(words.split()) > 2 and sum(map(str.isupper, letters)) > 0.7 * len(letters):
        yield "capitals"
    if words.count("!") > 1:
        yield "exclamation marks"
