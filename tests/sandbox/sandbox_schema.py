"""Answers of the Web API held against schemas that were written from Slack's documentation, one file a method."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FOLDER = Path(__file__).parent / "schemas"
COMMON = json.loads((FOLDER / "common.json").read_text(encoding="utf-8"))
DOCUMENTED = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json") if path.stem != "common"
}


def faults(method: str, answer: dict[str, Any]) -> list[str]:
    """What is wrong with an answer; empty when Slack could have given it."""
    if method not in DOCUMENTED:
        return [] if answer.get("error") in ("unknown_method", "invalid_json") else [f"{method} is not documented"]
    if answer.get("ok"):
        return _broken(DOCUMENTED[method]["answer"], answer)
    known = {*COMMON["refusals"], *DOCUMENTED[method]["refusals"]}
    unknown = [] if answer.get("error") in known else [f"{method} never answers {answer.get('error')}"]
    return unknown + _broken({"$ref": "#/$defs/refusal"}, answer)


def _broken(schema: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    checker = Draft202012Validator({"$defs": COMMON["$defs"], **schema})
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in checker.iter_errors(answer)
    ]
