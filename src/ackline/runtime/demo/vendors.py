"""The demo's vendors: each a folder beside this file with its Slack, its people and its accounts."""

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

VENDORS = ("harbour", "stringer", "spacelift", "spacelift-statement", "gruntwork", "weka")
"""The first has customers under every document and is there unless another is asked for."""

_HERE = files("ackline.runtime.demo")


def folder(vendor: str) -> Traversable:
    """The config folder of a vendor. ValueError when there is no such vendor."""
    if vendor not in VENDORS:
        raise ValueError(f"no vendor of the demo is called {vendor!r}; there is {', '.join(VENDORS)}")
    return _HERE / vendor


def worlds() -> Mapping[str, dict[str, Any]]:
    """What each vendor's Slack begins with: a seed of the sandbox, in which the app is the same everywhere."""
    app = _read(_HERE / "app.yml")
    return {vendor: {**_read(folder(vendor) / "slack.yml"), "app": app} for vendor in VENDORS}


def _read(file: Traversable) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return read
