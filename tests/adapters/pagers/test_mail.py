"""The e-mail pager against a mail server on this machine."""

import asyncio
import shutil
import socket
import ssl
import subprocess
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from ackline.adapters.pagers.mail import Mail
from ackline.adapters.pagers.pager import Means
from ackline.adapters.pagers.smtp_url import MailServer, Tls, read_smtp_url
from ackline.adapters.wallclock import HandClock
from ackline.domain.effects import Deliver
from ackline.domain.surfaces.words import Internal
from ackline.services.ports import Permanent, Retry

NOW = datetime(2026, 11, 20, 18, 15, tzinfo=UTC)
PAGE = Deliver(
    key="page:1",
    page="page:1",
    ticket="ticket:C1:1.2",
    person="U0TOM",
    pager="email",
    address="tom@harbour.example",
    secret="",
    occurrence=1,
    words=Internal(lines=()),
    guard=None,
    look=False,
    requested_at=NOW,
    summary={"ticket": "12"},
)


@dataclass(frozen=True)
class Message:
    text: str = ""
    plain: str = "P1 at Acme: #12\n> prod <b>ist</b> kaputt – Grüße\nOpen the thread (https://harbour.slack.com/x)"
    blocks: tuple = ()
    links: tuple = ()
    marks: tuple[str, ...] = ()


@dataclass
class Postbox:
    """A mail server's side: what it took, from whom, and how it answers."""

    server: MailServer
    pager: Mail
    recipient: str = "250 OK"
    data: str = "250 OK"
    stalls: bool = False
    logins: list = field(default_factory=list)
    got: list = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server, session, envelope):
        if self.stalls:
            await asyncio.Event().wait()
        self.got.append((envelope, _under_tls(server)))
        return self.data

    async def auth_PLAIN(self, server, args):
        self.logins.append(_under_tls(server))
        return AuthResult(success=True)

    async def send(self, message: Message | None = None, key: str = "row-1", **changes):
        return await self.pager.page(replace(PAGE, **changes), message or Message(), key)

    def mail(self):
        """The last one."""
        return message_from_bytes(self.got[-1][0].content, policy=policy.default)


def _under_tls(server: SMTP) -> bool:
    return server.transport.get_extra_info("sslcontext") is not None


@asynccontextmanager
async def postbox(tls: Tls = Tls.NONE, password: str = "", certificate: ssl.SSLContext | None = None):
    def answer():
        offered = certificate if tls is Tls.STARTTLS else None
        return SMTP(made, tls_context=offered, auth_require_tls=False, hostname="mail.example")

    wrapped = certificate if tls is Tls.FROM_START else None
    listening = await asyncio.get_running_loop().create_server(answer, "127.0.0.1", 0, ssl=wrapped)
    server = MailServer(
        host="127.0.0.1",
        port=listening.sockets[0].getsockname()[1],
        tls=tls,
        sender="ackline@harbour.example",
        user="ackline" if password else "",
        password=password,
    )
    made = Postbox(server, pager_of(server))
    yield made
    listening.close()


def pager_of(server: MailServer | None) -> Mail:
    return Mail(Means(slack=None, http=None, secrets={}, clock=HandClock(NOW), mail=server))


@pytest.fixture
def certificate(tmp_path, monkeypatch) -> ssl.SSLContext:
    """A certificate of 127.0.0.1 that this process trusts."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    made, key = str(tmp_path / "made.pem"), str(tmp_path / "key.pem")
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail"]
    asked += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", made]
    subprocess.run(asked, check=True, capture_output=True, timeout=30)
    monkeypatch.setenv("SSL_CERT_FILE", made)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context


async def test_a_page_is_a_plain_mail_with_its_ticket_in_the_subject():
    async with postbox() as box:
        receipt = await box.send()
    assert (receipt.wakes, receipt.closable) == (False, False)
    envelope, _ = box.got[0]
    assert (envelope.mail_from, envelope.rcpt_tos) == ("ackline@harbour.example", ["tom@harbour.example"])
    assert box.mail()["Subject"] == "P1 at Acme: #12"
    assert box.mail()["To"] == "tom@harbour.example"
    assert box.mail()["From"] == "Ackline <ackline@harbour.example>"
    assert box.mail()["Date"].datetime == NOW
    assert box.mail()["Auto-Submitted"] == "auto-generated"
    assert box.mail().get_content_type() == "text/plain"
    assert box.mail().get_content().splitlines() == Message().plain.splitlines()


async def test_every_try_of_a_page_is_the_same_mail_and_a_ticket_is_one_thread():
    async with postbox() as box:
        seen = []
        for key, ticket in (("row-1", "12"), ("row-1", "12"), ("row-2", "12"), ("row-3", "13")):
            await box.send(key=key, summary={"ticket": ticket})
            seen.append((box.mail()["Message-ID"], box.mail()["References"]))
    first, again, repeat, other = seen
    assert first == again
    assert first[0] != repeat[0] and first[1] == repeat[1] != other[1]
    assert first[0].endswith("@harbour.example>")


async def test_what_people_wrote_cannot_become_a_header():
    lines = "P1 at Acme\r\u2028Bcc: eve@example.org: #12 \x00\x85\n> hi"
    async with postbox() as box:
        await box.send(message=Message(plain=lines))
        await box.send(message=Message(plain="x" * 5000))
        assert len(box.mail()["Subject"]) == 200
    mail = message_from_bytes(box.got[0][0].content, policy=policy.default)
    assert "Bcc" not in mail
    assert mail["Subject"] == "P1 at Acme Bcc: eve@example.org: #12"
    assert box.got[0][0].rcpt_tos == ["tom@harbour.example"]


async def test_a_mark_stands_in_the_mail_and_the_subject_stays():
    async with postbox() as box:
        message = Message(plain="⚠ possible duplicate\nP1 at Acme: #12", marks=("possible duplicate",))
        receipt = await box.send(message=message)
    assert receipt.marks == ("possible duplicate",)
    assert box.mail()["Subject"] == "P1 at Acme: #12"
    assert "possible duplicate" in box.mail().get_content()


@pytest.mark.parametrize("where", ["recipient", "data"])
@pytest.mark.parametrize(("answer", "error"), [("451 later", Retry), ("550 5.1.1 unknown", Permanent)])
async def test_the_servers_code_says_whether_to_try_again(where, answer, error):
    async with postbox() as box:
        setattr(box, where, answer)
        with pytest.raises(error, match=answer[:3]) as refused:
            await box.send()
    assert not getattr(refused.value, "ambiguous", False)


async def test_a_server_that_says_nothing_may_have_taken_the_mail(monkeypatch):
    monkeypatch.setattr("ackline.adapters.pagers.mail.TIMEOUT_SECONDS", 0.3)
    async with postbox() as box:
        box.stalls = True
        with pytest.raises(Retry) as failed:
            await box.send()
    assert failed.value.ambiguous


async def test_a_server_that_hangs_up_may_have_taken_the_mail_and_one_that_is_away_did_not():
    async def hangs_up(reader, writer):
        writer.write(b"220 mail.example\r\n")
        await reader.readline()
        writer.close()

    rude = await asyncio.start_server(hangs_up, "127.0.0.1", 0)
    port = rude.sockets[0].getsockname()[1]
    server = MailServer(host="127.0.0.1", port=port, tls=Tls.NONE, sender="a@b.example")
    with pytest.raises(Retry) as hung:
        await pager_of(server).page(PAGE, Message(), "row-1")
    rude.close()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(Retry) as away:
            await pager_of(replace(server, port=closed.getsockname()[1])).page(PAGE, Message(), "row-1")
    assert (hung.value.ambiguous, away.value.ambiguous) == (True, False)


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.FROM_START])
async def test_password_and_page_travel_under_tls(certificate, tls):
    async with postbox(tls, "s3cret", certificate) as box:
        await box.send()
    assert box.logins == [True]
    assert [under_tls for _, under_tls in box.got] == [True]


async def test_a_server_without_starttls_gets_neither_password_nor_page():
    async with postbox() as plain:
        strict = pager_of(replace(plain.server, tls=Tls.STARTTLS, user="ackline", password="s3cret"))
        with pytest.raises(Permanent, match="ACKLINE_SMTP_URL"):
            await strict.page(PAGE, Message(), "row-1")
        assert (plain.got, plain.logins) == ([], [])


async def test_a_certificate_that_nobody_vouches_for_gets_nothing(certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    async with postbox(Tls.STARTTLS, "s3cret", certificate) as box:
        with pytest.raises(Retry):
            await box.send()
        assert (box.got, box.logins) == ([], [])


@pytest.mark.parametrize("address", ["", "tom", "tom@harbour.example, eve@example.org", "t@h\r\nBcc: e@x", "<t@h>"])
async def test_an_address_that_is_none_is_refused(address):
    async with postbox() as box:
        with pytest.raises(Permanent):
            await box.send(address=address)
        assert box.got == []


async def test_without_a_server_the_variable_is_named():
    with pytest.raises(Permanent, match="set ACKLINE_SMTP_URL"):
        await pager_of(None).page(PAGE, Message(), "row-1")


async def test_a_mailbox_cannot_be_asked_what_arrived():
    with pytest.raises(Retry):
        await pager_of(None).find(PAGE, "row-1", NOW)


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "sender", "user"),
    [
        ("smtp://a%40b.example:p%2Fw@m.example", "m.example", 587, Tls.STARTTLS, "a@b.example", "a@b.example"),
        ("smtp://u:p@m.example:2525?from=a@b.example", "m.example", 2525, Tls.STARTTLS, "a@b.example", "u"),
        ("smtps://u:p@m.example/?from=a@b.example", "m.example", 465, Tls.FROM_START, "a@b.example", "u"),
        ("smtp://relay:25?tls=no&from=a@b.example", "relay", 25, Tls.NONE, "a@b.example", ""),
        ("smtp://127.0.0.1:1025?from=a@b", "127.0.0.1", 1025, Tls.NONE, "a@b", ""),
    ],
)
def test_the_url_says_where_how_and_from_whom(url, host, port, tls, sender, user):
    server = read_smtp_url(url)
    assert (server.host, server.port, server.tls, server.sender, server.user) == (host, port, tls, sender, user)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mail.example.org", "write it like"),
        ("https://m.example?from=a@b", "write it like"),
        ("smtp://?from=a@b", "write it like"),
        ("smtp://m.example:many?from=a@b", "write it like"),
        ("smtp://[::1?from=a@b", "write it like"),
        ("smtp://u:p@m.example", "who e-mail is from"),
        ("smtp://m.example?from=a@b%0d%0aBcc:x@y", "who e-mail is from"),
        ("smtp://u:p@m.example?from=a@b&tls=no", "readable on its way"),
        ("smtp://m.example?from=a@b&tls=maybe", "only from=address and tls=no"),
        ("smtp://m.example?from=a@b&port=3", "only from=address and tls=no"),
        ("smtp://m.example/x?from=a@b", "%2F"),
    ],
)
def test_a_url_that_cannot_be_meant_is_refused_with_the_reason(url, why):
    with pytest.raises(ValueError, match=why):
        read_smtp_url(url)


def test_a_password_is_never_printed():
    assert "s3cret" not in repr(read_smtp_url("smtps://u:s3cret@m.example?from=a@b.example"))
    with pytest.raises(ValueError, match="who e-mail is from") as error:
        read_smtp_url("smtp://u:s3cret@m.example")
    assert "s3cret" not in str(error.value)
