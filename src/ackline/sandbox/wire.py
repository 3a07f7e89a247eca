"""JSON as it travels: Slack's shapes are open, so here, and only here, values are untyped."""

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """The sandbox will not do what it was asked: `code` is short and stable, the text says what to do instead."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"{code}: {why}")
        self.code = code
        self.why = why
