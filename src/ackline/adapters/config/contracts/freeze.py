"""A contract as the database keeps it: readable for ever, without its file and without a table of holidays."""

import json

from ackline.adapters.config.contracts.document import Edition, canonical, read_contract
from ackline.adapters.config.contracts.source import Source
from ackline.domain.contract import Contract

FROZEN = "frozen contract"


def freeze(edition: Edition) -> str:
    """The edition as JSON text. Thawed, it has the same version."""
    return canonical(edition.raw)


def thaw(frozen: str) -> Contract:
    """The contract of a frozen text. Raises ContractError when this release can't read it."""
    return read_contract(Source(file=FROZEN, raw=json.loads(frozen))).contract
