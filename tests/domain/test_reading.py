"""A message's own words and its one-line title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ackline.domain.listening.reading import NO_TEXT, own_words, summary_line


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "(no text)"),
        (" \n\t", "(no text)"),
        ("\u200b", "(no text)"),
        ("```\nlog\n```", "(no text)"),
        ("<@U123> our *prod* is\n_down_", "@someone our prod is down"),
        (
            "<@U123|jane> in <#C1|ops> and <#C2> <!here> <!subteam^S1|@oncall>",
            "@jane in #ops and #channel @here @oncall",
        ),
        ("see <https://example.com/a|the run> and <https://example.com/b>", "see the run and https://example.com/b"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&gt; quoted\nanswer", "quoted answer"),
        ("set `a_b_c` for it", "set a_b_c for it"),
        ("before ```x = 1``` after", "before after"),
        ("an open ``` fence stays", "an open fence stays"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("\u202eevil", "evil"),
    ],
)
def test_a_title_is_plain_text_on_one_line(text: str, title: str) -> None:
    assert summary_line(text) == title


def test_a_long_title_is_cut_at_a_word_and_says_so() -> None:
    assert summary_line("the production cluster is down", limit=22) == "the production…"
    assert summary_line("x" * 100, limit=10) == "x" * 9 + "…"


@given(st.text(), st.integers(min_value=1, max_value=100))
def test_a_title_is_never_empty_nor_longer_than_its_limit(text: str, limit: int) -> None:
    title = summary_line(text, limit)
    assert title.strip()
    assert len(title) <= limit or title == NO_TEXT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("> theirs\nmine", "mine"),
        ("mine\n&gt;&gt;&gt; theirs\nall of it", "mine"),
        ("mine `code` mine\n```\nlog\n```", "mine mine"),
        ("~5 minutes ago ~10 stacks", "~5 minutes ago ~10 stacks"),
        ("~gone~ stays", "stays"),
        ("Ｐ１\u200b  can’t", "P1 can't"),
        ("see <https://example.com/down>", "see"),
    ],
)
def test_own_words_leave_out_quotes_code_struck_text_and_addresses(text: str, words: str) -> None:
    assert own_words(text) == words
