"""The one thing that the queries need of a connection."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import CursorResult, Executable

Parameters = Mapping[str, Any]


class Connection(Protocol):
    """Executes a statement in the present transaction; a list of parameters executes it for each."""

    async def execute(
        self, statement: Executable, parameters: Parameters | Sequence[Parameters] | None = None, /
    ) -> CursorResult[Any]: ...
