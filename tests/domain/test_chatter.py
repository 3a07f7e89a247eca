"""Which messages need no ticket; in doubt a message is a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ackline.domain.listening.chatter import is_chatter


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("...", "no words"),
        ("thanks", "thanks"),
        ("Thank you so much!", "thanks"),
        ("thx 🙏", "thanks"),
        ("ok, thanks <@U123>!", "thanks"),
        ("Thanks all for the quick help :)", "thanks"),
        ("> it was the token\nthanks!", "thanks"),
        ("Vielen Dank!", "thanks"),
        ("merci beaucoup", "thanks"),
        ("¡Muchas gracias!", "thanks"),
        ("muito obrigado", "thanks"),
        ("dziękuję", "thanks"),
        ("grazie mille", "thanks"),
        ("dank je wel", "thanks"),
        ("ありがとうございます！", "thanks"),
        ("谢谢", "thanks"),
        (":+1:", "emoji only"),
        (":+1::skin-tone-4:", "emoji only"),
        ("👍🏽", "emoji only"),
        ("❤️", "emoji only"),
        ("+1", "agreement"),
        ("ok great", "agreement"),
        ("Got it.", "agreement"),
        ("了解です", "agreement"),
        ("perfect, works now", "settled"),
        ("never mind", "settled"),
        ("good morning", "greeting"),
        ("Hello!", "greeting"),
        ("Hi team :wave:", "greeting"),
        ("have a nice weekend!", "farewell"),
        ("haha", "laughter"),
    ],
)
def test_a_message_of_chatter_alone_needs_no_ticket(text: str, kind: str) -> None:
    assert is_chatter(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Thanks but it still fails",
        "hello?",
        "hello??",
        "thanks?",
        "hello help",
        "hi, update",
        "help",
        "please help",
        "ok but when",
        "great, down again",
        "it does not work now",
        "works now on staging",
        "yes",
        "no",
        "tak",
        "42",
        "P1",
        "!",
        "?",
        "🚨",
        "🔥",
        ":sos:",
        "thanks :-1:",
        "hi 🚨",
        "<@U123>",
        "<!channel>",
        "<!channel> hello help",
        "> quoted only",
        "`code`",
        "thanks\n```Error: it fails```",
        "<https://example.com>",
        "thanks <https://example.com|log>",
        "$$$",
        "please",
        "so much",
        "thanks " * 200,
    ],
)
def test_what_may_be_a_request_is_one(text: str) -> None:
    assert is_chatter(text) is None


@pytest.mark.parametrize("text", ["", "thanks", ":+1:"])
def test_a_message_with_a_file_is_never_chatter(text: str) -> None:
    assert is_chatter(text, files=1) is None


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert is_chatter(text) in {None, "empty", "no words", "emoji only", "thanks", "settled", "agreement", "greeting",
                                "farewell", "laughter"}  # fmt: skip
