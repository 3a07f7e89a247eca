"""What people type becomes what Slack's client sends."""

import pytest

from ackline.sandbox.compose import compose

PEOPLE = {"ana": "U0ANA"}


@pytest.mark.parametrize(
    ("typed", "wire"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("@ana, look", "<@U0ANA>, look"),
        ("mail ana@example.com", "mail ana@example.com"),
        ("@nobody", "@nobody"),
        ("@channel now", "<!channel> now"),
        ("<@U0BOB> and <#C0X|x> and <!here>", "<@U0BOB> and <#C0X|x> and <!here>"),
        ("<!date^1^{date}|x> <!subteam^S1>", "&lt;!date^1^{date}|x&gt; &lt;!subteam^S1&gt;"),
        ("see https://example.com/a?b=1&c=2.", "see <https://example.com/a?b=1&amp;c=2>."),
        ("👀 at 12:30:45", ":eyes: at 12:30:45"),
        ("*P1* <b>", "*P1* &lt;b&gt;"),
        ("", ""),
    ],
)
def test_text_is_escaped_and_tokens_are_kept(typed, wire):
    assert compose(typed, PEOPLE)[0] == wire


def test_rich_text_says_the_same():
    _, rich = compose("*now* @ana 🚨 `x<y`", PEOPLE)
    assert rich["elements"][0]["elements"] == [
        {"type": "text", "text": "now", "style": {"bold": True}},
        {"type": "text", "text": " "},
        {"type": "user", "user_id": "U0ANA"},
        {"type": "text", "text": " "},
        {"type": "emoji", "name": "rotating_light"},
        {"type": "text", "text": " "},
        {"type": "text", "text": "x<y", "style": {"code": True}},
    ]
