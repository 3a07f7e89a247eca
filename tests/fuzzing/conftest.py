"""Fuzzing stands on the stage of the stories and on the payloads of the Slack adapter's tests."""

import sys
from pathlib import Path

_TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(_TESTS / "stories"), str(_TESTS / "adapters" / "slack")]
