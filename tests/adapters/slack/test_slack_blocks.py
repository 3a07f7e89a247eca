"""Words as Block Kit: complete, inert, and within Slack's limits whatever goes in."""

import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from ackline.adapters.slack.blocks import render
from ackline.adapters.slack.pressed import act_of, pressed
from ackline.domain.authority import Act
from ackline.domain.surfaces.words import (
    Button,
    Internal,
    Part,
    PartKind,
    Public,
    clause,
    line,
    link,
    moment,
    person,
    quote,
    strong,
    thread,
)
from ackline.sandbox.blocks import problems

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OURS = re.compile(
    r"<!date\^-?[0-9]+\^\{date_short_pretty\} at \{time\}\|[0-9: UTC-]+>"
    r"|<@[UW][A-Z0-9]+>"
    r"|<(?:https?://|mailto:|tel:)[^<>|\s]*\|[^<>]*>",
    re.IGNORECASE,
)


def shown(*lines, texts=None, **more):
    return render(Internal(lines=lines), texts or {}, **more)


def test_every_kind_of_part_has_its_form():
    told = shown(
        line("P1 for ", strong("Acme")),
        line("due ", moment(NOON), ", ", person("U0TOM"), ", ", link("https://x.example/a?b=1&c=2", "thread")),
        line(clause("STR-9"), " ", strong("now")),
    )
    assert told.text == (
        "P1 for *Acme*\n"
        "due <!date^1795176000^{date_short_pretty} at {time}|2026-11-20 12:00 UTC>, <@U0TOM>, "
        "<https://x.example/a?b=1&amp;c=2|thread>\n"
        "`STR-9` *now*"
    )
    assert told.plain == (
        "P1 for Acme\ndue 2026-11-20 12:00 UTC, U0TOM, thread (https://x.example/a?b=1&c=2)\nSTR-9 now"
    )
    assert [block["type"] for block in told.blocks] == ["section"]


def test_what_a_person_wrote_acts_on_nothing():
    hostile = "<!channel> <@U0EVE> <https://bad.example|good> & &lt;!here&gt;"
    told = shown(line("Acme ", strong("<!everyone>")), line(quote("t1")), texts={"t1": hostile})
    assert not OURS.sub("", told.text).count("<")
    assert "> &lt;!channel&gt; &lt;@U0EVE&gt;" in told.text
    assert "&amp; &lt;!here&gt;" in told.text
    assert told.plain.endswith("> <!channel> <@U0EVE> <https://bad.example|good> & <!here>")


def test_plain_words_are_not_made_into_mentions_by_slack():
    assert all(block["text"]["verbatim"] for block in shown(line("@here #general")).blocks)


def test_an_erased_text_is_gone_everywhere():
    told = shown(line("They wrote:"), line(quote("t1")), texts={"t1": None})
    assert told.text == "They wrote:\n> _(removed)_"
    assert shown(line(quote("unknown"))).text == "> _(removed)_"


def test_a_long_quote_is_cut():
    told = shown(line(quote("t1")), texts={"t1": "x" * 40_000})
    assert len(told.text) == 602
    assert told.text.endswith("…")


def test_a_quote_keeps_its_lines_and_stands_apart():
    told = shown(line("Ticket"), line("said ", quote("t1"), " yesterday"), texts={"t1": "a\nb"})
    assert told.text == "Ticket\nsaid \n> a\n> b\n yesterday"


def test_a_person_who_is_no_slack_id_is_not_mentioned():
    assert "<@" not in shown(line("by ", person("U1|x> <!channel"))).text


def test_a_link_to_anything_but_web_mail_and_telephone_is_only_its_label():
    assert shown(line("x"), line(link("javascript:alert(1)", "click"))).text == "x\nclick"
    assert "tel:+1555" in shown(line(link("tel:+1555", "phone"))).text


def test_marks_are_seen_first():
    told = shown(line("Page"), marks=("possible duplicate", "unverified"))
    assert told.text.startswith("⚠ possible duplicate, unverified\n")
    assert told.blocks[0]["elements"][0]["text"] == "⚠ possible duplicate, unverified"
    assert told.plain.startswith("⚠")
    assert told.marks == ("possible duplicate", "unverified")


def test_links_are_told_apart_for_pagers_that_show_them_their_own_way():
    words = Internal(
        lines=(
            line("See ", link("https://status.example", "status"), " or ", link("tel:+15550100", "call")),
            line(quote("t1"), thread("C0ACME", "1.2", "the thread"), link("https://x.example/a b", "broken")),
        )
    )
    told = render(words, {"t1": "https://customer.example"}, workspace="https://harbour.slack.com/")
    assert told.links == (
        ("status", "https://status.example"),
        ("the thread", "https://harbour.slack.com/archives/C0ACME/p12"),
    )
    assert render(words, {"t1": None}).links == told.links[:1]


def test_buttons_name_their_act_and_ask_where_they_should():
    words = Public(
        lines=(line("?"),),
        buttons=(
            Button(act="acknowledge", label="Acknowledge", value="tkt_1", style="primary"),
            Button(act="acknowledge", label="Again", value="tkt_2", style="pink", confirm="Really?"),
        ),
    )
    first, second = render(words, {}).blocks[1]["elements"]
    assert (first["action_id"], first["value"], first["style"]) == ("act:acknowledge:0", "tkt_1", "primary")
    assert act_of(second["action_id"]) == "acknowledge"
    assert "style" not in second
    assert second["confirm"]["text"]["text"] == "Really?"


def test_a_button_whose_value_slack_would_cut_is_left_out():
    words = Public(lines=(line("?"),), buttons=(Button(act="own", label="Own", value="x" * 2_001),))
    assert len(render(words, {}).blocks) == 1


def test_a_long_message_has_complete_text_up_to_its_limit():
    told = shown(*(line(f"row {number} " + "x" * 90) for number in range(100)))
    assert len(told.text) <= 3_902
    assert told.text.endswith("\n…")
    assert sum(len(block["text"]["text"]) for block in told.blocks) > 9_000


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200) | st.sampled_from(
    [
        "<!channel>",
        "<@U0EVE>",
        "&" * 5_000,
        "x" * 40_000,
        "\n" * 3_000,
        "*_~`",
        "|>",
        "\ud83d",
        "\x00",
        " ",
        "🎉" * 4_000,
    ]
)
PARTS = st.builds(
    Part,
    kind=st.sampled_from(PartKind),
    value=ANY_TEXT,
    at=st.none() | st.datetimes(min_value=datetime(1971, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    target=ANY_TEXT | ANY_TEXT.map(lambda words: "https://" + words),
)
LINES = st.lists(st.lists(PARTS, max_size=5).map(tuple), max_size=40).map(tuple)
BUTTONS = st.lists(
    st.builds(Button, act=ANY_TEXT, label=ANY_TEXT, value=ANY_TEXT, style=ANY_TEXT, confirm=ANY_TEXT), max_size=60
).map(tuple)


@settings(max_examples=150, deadline=None)
@given(LINES, BUTTONS, st.none() | ANY_TEXT, st.lists(ANY_TEXT, max_size=3))
def test_nothing_comes_out_that_slack_would_refuse_or_act_upon(lines, buttons, quoted, marks):
    names = {part.value for each in lines for part in each}
    told = render(Internal(lines=lines, buttons=buttons), dict.fromkeys(names, quoted), marks=marks)
    assert problems(list(told.blocks), 50) == []
    assert 0 < len(told.text) <= 4_000
    told.text.encode()
    for text in (told.text, *(b["text"]["text"] for b in told.blocks if b["type"] == "section")):
        rest = OURS.sub("", text)
        assert "<" not in rest
        assert ">" not in re.sub(r"^> ", "", rest, flags=re.MULTILINE)
        assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt);)*", rest)


def test_what_is_seldom_needed_stands_in_menus_of_five_behind_the_buttons():
    rare = [Button(act="exclude", label=f"Exclude {n}…", value=f"ticket:C1:1.{n}", aside=True) for n in range(7)]
    often = Button(act="acknowledge", label="Acknowledge", value="ticket:C1:1.2")
    told = render(Internal(lines=(line("x"),), buttons=(rare[0], often, *rare[1:])), {})
    elements = told.blocks[-1]["elements"]
    assert [e["type"] for e in elements] == ["button", "overflow", "overflow"]
    assert [len(e["options"]) for e in elements[1:]] == [5, 2]
    assert len({e["action_id"] for e in elements}) == 3
    assert problems(list(told.blocks), 50) == []
    menu = elements[1]
    picked = {"action_id": menu["action_id"], "selected_option": menu["options"][3]}
    assert pressed(picked) == (Act.EXCLUDE, "ticket:C1:1.3")


def test_a_menus_option_that_is_none_of_ours_names_no_act():
    for option in (None, {}, {"value": 5}, {"value": "exclude|x"}, {"value": "act:nothing:|x"}):
        assert pressed({"action_id": "act:menu:0", "selected_option": option})[0] is None
