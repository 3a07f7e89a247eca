"""What becomes of each clause of the contracts."""

from collections.abc import Iterable

from ackline.domain.contract import Contract


def coverage(contracts: Iterable[Contract]) -> list[dict[str, str | None]]:
    """Every clause with its status, and the story that proves it where it is carried out."""
    return [
        {"clause": clause.id, "status": clause.status.value, "story": clause.story}
        for contract in contracts
        for clause in contract.clauses.values()
    ]
