"""The mail server as the environment names it: smtp:// (STARTTLS) or smtps:// (TLS from the start)."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from ackline.adapters.pagers.calling import LOOPBACK
from ackline.domain.duty.people import MAILBOX

_FORM = "write it like smtp://user:password@mail.example.org:587?from=ackline@example.org"
_PORTS = {"smtp": 587, "smtps": 465}


class Tls(StrEnum):
    """How a connection to the mail server is protected."""

    FROM_START = "from the start"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where e-mail is handed in, and who it is from."""

    host: str
    port: int
    tls: Tls
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


def read_smtp_url(url: str) -> MailServer:
    """The server of smtp[s]://user:password@host:port?from=address. ValueError says what is wrong with it.

    The password is sent, and pages travel, under TLS only: an smtp:// server must offer STARTTLS unless it is this
    machine's own or the URL says tls=no, which no password goes with. `from` is the user where that is an address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise ValueError(_FORM) from None
    if not parts.hostname:
        raise ValueError(_FORM)
    options = dict(parse_qsl(parts.query))
    if options.keys() - {"from", "tls"} or options.get("tls", "no") != "no":
        raise ValueError("after the question mark only from=address and tls=no may stand")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    sender = options.get("from", user)
    if not MAILBOX.fullmatch(sender):
        raise ValueError("it does not say who e-mail is from: end it with ?from=ackline@example.org")
    if parts.path not in ("", "/") or parts.fragment:
        raise ValueError("a / or # of the password must be written as %2F or %23")
    tls = Tls.FROM_START if parts.scheme == "smtps" else Tls.STARTTLS
    if parts.scheme == "smtp" and (parts.hostname in LOOPBACK or "tls" in options):
        tls = Tls.NONE
    if tls is Tls.NONE and password and parts.hostname not in LOOPBACK:
        raise ValueError("with tls=no the password would be readable on its way: leave one of them out")
    return MailServer(
        host=parts.hostname,
        port=port,
        tls=tls,
        sender=sender,
        user=user,
        password=password,
    )
