"""A page as an e-mail in plain text. It wakes nobody.

Every try of a page has the same Message-ID, so that a mailbox shows it once; all pages of one ticket are one thread.
"""

from asyncio import timeout
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from typing import ClassVar

import aiosmtplib

from ackline.adapters.pagers.pager import Means, Message
from ackline.adapters.pagers.smtp_url import MailServer, Tls
from ackline.domain.duty.people import MAILBOX, PagerLine
from ackline.domain.effects import Deliver
from ackline.services.ports import Permanent, Receipt, Retry

TIMEOUT_SECONDS = 15

_SUBJECT = 200
_SHOWN = 200


class Mail:
    """Pages by the server of ACKLINE_SMTP_URL; the address is a mailbox."""

    wakes: ClassVar[bool] = False
    check_does: ClassVar[str] = "log in to the mail server and hand nothing in"

    def __init__(self, means: Means) -> None:
        self._server = means.mail
        self._clock = means.clock

    async def page(self, page: Deliver, message: Message, key: str) -> Receipt:
        """Hand the e-mail in once. A server's 4yz is Retry, its 5yz Permanent (RFC 5321, 4.2.1)."""
        server = self._at(page.address)
        mail = _mail(page, message, key, server.sender, self._clock.now())
        async with _connected(server) as client:
            await client.send_message(mail)
        return Receipt(wakes=self.wakes, marks=message.marks)

    async def find(self, page: Deliver, key: str, since: datetime) -> Receipt | None:  # noqa: ARG002 - a pager's form
        """Always Retry: a mailbox can't be looked into."""
        raise Retry("a mailbox can't be asked what arrived")

    async def check(self, line: PagerLine) -> None:
        """Connect and log in as for a page, and hand nothing in."""
        async with _connected(self._at(line.address)) as client:
            await client.noop()

    def _at(self, address: str) -> MailServer:
        """The server that takes mail for an address. Permanent when there is none, or the address is none."""
        if self._server is None:
            raise Permanent("e-mail can't be sent: set ACKLINE_SMTP_URL in the environment")
        if not MAILBOX.fullmatch(address):
            raise Permanent("the e-mail address in people.yml is none")
        return self._server


@asynccontextmanager
async def _connected(server: MailServer) -> AsyncIterator[aiosmtplib.SMTP]:
    """A session with the server, logged in. What goes wrong in it is Retry or Permanent."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user or None,
        password=server.password or None,
        use_tls=server.tls is Tls.FROM_START,
        start_tls=server.tls is Tls.STARTTLS,
        timeout=TIMEOUT_SECONDS,
    )
    try:
        async with timeout(TIMEOUT_SECONDS), client:
            yield client
    except aiosmtplib.SMTPRecipientsRefused as refused:
        raise _refusal(refused.recipients[0]) from refused
    except aiosmtplib.SMTPResponseException as refused:
        raise _refusal(refused) from refused
    except aiosmtplib.SMTPConnectError as error:
        raise Retry(f"the mail server can't be reached: {type(error).__name__}") from error
    except (TimeoutError, OSError) as error:
        raise Retry(f"no answer from the mail server: {type(error).__name__}", ambiguous=True) from error
    except aiosmtplib.SMTPException as error:
        # What is left: the server offers no STARTTLS, or no way to log in.
        raise Permanent(f"the mail server can't do what ACKLINE_SMTP_URL asks for: {error.message}") from error


def _mail(page: Deliver, message: Message, key: str, sender: str, now: datetime) -> EmailMessage:
    domain = sender.partition("@")[2]
    mail = EmailMessage()
    mail["From"] = f"Ackline <{sender}>"
    mail["To"] = page.address
    mail["Subject"] = _subject(message)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{_digest(key)}@{domain}>"
    mail["References"] = f"<{_digest('ticket', page.summary.get('ticket', page.page))}@{domain}>"
    # RFC 3834: nobody's out-of-office answers it.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.plain)
    return mail


def _subject(message: Message) -> str:
    """The head of the page, below what stands there about marks; one line, whatever is in it."""
    lines = message.plain.split("\n")
    head = " ".join("".join(c if c.isprintable() else " " for c in lines[1 if message.marks else 0]).split())
    return head if len(head) <= _SUBJECT else f"{head[: _SUBJECT - 1]}…"


def _digest(*words: str) -> str:
    return sha256("/".join(words).encode()).hexdigest()[:32]


def _refusal(refused: aiosmtplib.SMTPResponseException | aiosmtplib.SMTPRecipientRefused) -> Retry | Permanent:
    why = f"the mail server answered {refused.code}: {' '.join(refused.message.split())[:_SHOWN]}"
    return Permanent(why) if refused.code >= 500 else Retry(why)
