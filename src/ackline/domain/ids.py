"""The names that things go by: opaque strings, told apart by type."""

from typing import NewType

AccountId = NewType("AccountId", str)
ClauseId = NewType("ClauseId", str)
ContractVersion = NewType("ContractVersion", str)
EventId = NewType("EventId", str)
RoleId = NewType("RoleId", str)
SeverityId = NewType("SeverityId", str)
SubjectId = NewType("SubjectId", str)
TextId = NewType("TextId", str)
TierId = NewType("TierId", str)
UserId = NewType("UserId", str)

ONCALL = RoleId("oncall")
TAM = RoleId("tam")
VP = RoleId("vp")
CSM = RoleId("csm")
EXEC = RoleId("exec")
SUPPORT = RoleId("support")
ADMIN = RoleId("admin")

_NAMES = {ONCALL: "on-call", TAM: "TAM", VP: "VP", CSM: "CSM", EXEC: "executive on duty", SUPPORT: "support"}


def role_name(role: RoleId) -> str:
    """A role as people call it."""
    return _NAMES.get(role, role)


def account_subject(account: AccountId) -> SubjectId:
    """The subject that an account is."""
    return SubjectId(f"account:{account}")
