"""Mail goes out over real SMTP on loopback: encrypted, by name and password, once, and with headers that hold."""

from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from hypothesis import HealthCheck, example, given
from hypothesis import settings as laws
from hypothesis import strategies as st

from newsgen import notify
from newsgen.errors import SettingsError
from newsgen.model import Bulletin
from newsgen.notify import email as mailing
from newsgen.notify.words import message_of
from newsgen.settings import Settings
from tests.services import certificates
from tests.services.certificates import Certificates

NOW = datetime(2025, 11, 22, 7, 0, 5, tzinfo=UTC)
BULLETIN = Bulletin(
    "ready",
    "daily",
    date(2025, 11, 21),
    "Bitcoin falls & takes <longs> along",
    ("Bitcoin fell 8%", "Müller & Söhne"),
    "21 Nov: 0 blocks",
    "Look at it.",
    "https://desk.example.org/days/2025-11-21?a=1&b=2",
    NOW,
)
PASSWORD = "mailSECRET"


class Inbox:
    """What arrived, and what is answered: `data` to a message, `refused` addresses, `breaks` after having taken it."""

    def __init__(self) -> None:
        self.mails, self.port, self.logins = list[EmailMessage](), 0, 0
        self.data, self.breaks, self.refused = "250 OK", False, frozenset[str]()
        self.goodbye = "221 Bye"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: ARG002, N802
        """Takes an address, or not."""
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """Says goodbye."""
        return self.goodbye

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """Takes a message."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(email.message_from_bytes(content, EmailMessage, policy=email.policy.default))
        if self.breaks:
            server.transport.abort()
        return self.data

    def login(self, server: Any, session: Any, envelope: Any, mechanism: Any, said: Any) -> AuthResult:  # noqa: ARG002
        """Knows one name."""
        self.logins += 1
        right = isinstance(said, LoginPassword) and (said.login, said.password) == (b"desk", PASSWORD.encode())
        return AuthResult(success=right, handled=False)


class Plain(Controller):
    """Knocks at the port that it was given, where it had asked for any."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def serving(inbox: Inbox, files: Certificates | None, *, tls: bool = False, **more: Any) -> Iterator[Inbox]:
    """The inbox behind STARTTLS, or TLS from the first byte, or nothing."""
    context = None
    if files:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files.chain, files.key)
    controller = Plain(
        inbox,
        hostname="127.0.0.1",
        port=0,
        ssl_context=context if tls else None,
        tls_context=None if tls else context,
        authenticator=inbox.login,
        auth_require_tls=context is not None and not tls,
        **more,
    )
    controller.start()
    try:
        inbox.port = controller.port
        yield inbox
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority and its certificate for 127.0.0.1."""
    return certificates.made(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The password is in the environment, and nobody waits."""
    monkeypatch.setenv("NEWSGEN_POST_PASSWORD", PASSWORD)
    monkeypatch.setattr(mailing, "WAITS", (0.0, 0.0))


@pytest.fixture
def trusted(files: Certificates, monkeypatch: pytest.MonkeyPatch) -> Certificates:
    """The machine trusts the tests' authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(files.authority))
    return files


def post(port: object, **options: object) -> Settings:
    """Settings with one channel that sends mail."""
    table: dict[str, object] = {
        "kind": "email",
        "host": "127.0.0.1",
        "port": port,
        "sender": "newsgen@example.org",
        "to": ["ann@example.org", "bo@example.org"],
        "user": "desk",
    }
    return Settings(notify={"post": {**table, **options}})


def test_a_mail_arrives_over_starttls_with_a_login(trusted: Certificates) -> None:
    with serving(Inbox(), trusted) as inbox:
        assert notify.tell(BULLETIN, post(inbox.port), now=NOW) == ()
    (mail,) = inbox.mails
    assert mail["Subject"] == "Ready for review: Bitcoin falls & takes <longs> along"
    assert mail["To"] == "ann@example.org, bo@example.org"
    assert mail["Date"].datetime == NOW
    assert mail["List-Id"] == "<post.newsgen.example.org>"
    text, page = _text(mail, "plain"), _text(mail, "html")
    assert text.split("\n\n")[1:] == [
        "• Bitcoin fell 8%",
        "• Müller & Söhne",
        "21 Nov: 0 blocks",
        "Look at it.",
        BULLETIN.link + "\n",
    ]
    assert "Bitcoin falls &amp; takes &lt;longs&gt; along" in page
    assert 'href="https://desk.example.org/days/2025-11-21?a=1&amp;b=2"' in page
    assert inbox.logins == 1


def test_a_mail_arrives_over_tls_from_the_first_byte(trusted: Certificates) -> None:
    with serving(Inbox(), trusted, tls=True) as inbox:
        assert notify.tell(BULLETIN, post(inbox.port, security="tls", user=""), now=NOW) == ()
    assert len(inbox.mails) == 1


def test_loopback_may_be_unencrypted() -> None:
    with serving(Inbox(), None) as inbox:
        assert notify.tell(BULLETIN, post(inbox.port, security="none"), now=NOW) == ()
    assert (len(inbox.mails), inbox.logins) == (1, 1)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_untrusted_certificate_gets_neither_password_nor_mail(security: str, files: Certificates) -> None:
    with serving(Inbox(), files, tls=security == "tls") as inbox:
        (failed,) = notify.tell(BULLETIN, post(inbox.port, security=security), now=NOW)
    assert failed == "notify.post: the certificate of 127.0.0.1 is not trusted.  No message was sent."
    assert (inbox.mails, inbox.logins) == ([], 0)


def test_a_certificate_of_another_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = certificates.made(tmp_path, names="DNS:other.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.authority))
    with serving(Inbox(), other) as inbox:
        (failed,) = notify.tell(BULLETIN, post(inbox.port), now=NOW)
    assert "is not trusted" in failed
    assert inbox.logins == 0


def test_a_server_that_offers_no_encryption_gets_nothing() -> None:
    with serving(Inbox(), None) as inbox:
        (failed,) = notify.tell(BULLETIN, post(inbox.port), now=NOW)
    assert "offers no encryption" in failed
    assert (inbox.mails, inbox.logins) == ([], 0)


def test_a_wrong_password_is_one_sentence_that_names_its_variable(
    trusted: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSGEN_POST_PASSWORD", "wrongSECRET")
    with serving(Inbox(), trusted) as inbox:
        (failed,) = notify.tell(BULLETIN, post(inbox.port), now=NOW)
    assert "set NEWSGEN_POST_PASSWORD anew" in failed
    assert "SECRET" not in failed
    assert inbox.mails == []


def test_nobody_there_and_refusals_are_told(trusted: Certificates) -> None:
    with serving(Inbox(), trusted) as inbox:
        settings = post(inbox.port)
        inbox.data = "554 spam"
        assert "refused the message (554)" in notify.tell(BULLETIN, settings, now=NOW)[0]
        inbox.data, inbox.refused = "250 OK", frozenset({"bo@example.org"})
        assert "did not take bo@example.org; the others have it" in notify.tell(BULLETIN, settings, now=NOW)[0]
        inbox.refused |= {"ann@example.org"}
        assert "takes none of the addresses" in notify.tell(BULLETIN, settings, now=NOW)[0]
    assert "No message was sent" in notify.tell(BULLETIN, settings, now=NOW)[0]


def test_a_mail_whose_answer_is_lost_is_not_sent_again(trusted: Certificates) -> None:
    with serving(Inbox(), trusted) as inbox:
        inbox.breaks = True
        (failed,) = notify.tell(BULLETIN, post(inbox.port), now=NOW)
    assert "may have arrived and is not sent again" in failed
    assert len(inbox.mails) == 1


def test_a_server_that_is_rude_at_the_end_has_the_message(trusted: Certificates) -> None:
    with serving(Inbox(), trusted) as inbox:
        inbox.goodbye = "421 too busy"
        assert notify.tell(BULLETIN, post(inbox.port), now=NOW) == ()
    assert len(inbox.mails) == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"host": "mail.example.org", "security": "none"}, "never sent unencrypted"),
        ({"sender": "Ann <ann@example.org>"}, "is no e-mail address"),
        ({"to": ["a@example.org\nBcc: x@example.org"]}, "is no e-mail address"),
        ({"to": []}, "name at least one address"),
        ({"security": "ssl"}, "expected one of starttls, tls, none"),
        ({"port": "25"}, "expected a whole number"),
    ],
)
def test_what_the_settings_say_wrongly_is_refused(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        notify.channel("post", post(**{"port": 25, **options}))


def test_a_login_needs_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSGEN_POST_PASSWORD")
    with pytest.raises(SettingsError, match="set NEWSGEN_POST_PASSWORD"):
        notify.channel("post", post(25))
    assert PASSWORD not in repr(notify.channel("post", post(25, user="")))


def test_no_password_is_in_a_record_or_a_rehearsal() -> None:
    (request,) = notify.rehearse(BULLETIN, post(587), now=NOW)
    assert request.url == "smtp://127.0.0.1:587"
    assert request.headers["Subject"].startswith("Ready for review")
    assert PASSWORD not in repr(request) + repr(notify.channels(post(587)))


def test_the_same_bulletin_has_the_same_message_id() -> None:
    first, again, other = (_mail(one, now) for one, now in _three())
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert first["Date"] != again["Date"]


def _three() -> Iterator[tuple[Bulletin, datetime]]:
    yield BULLETIN, NOW
    yield BULLETIN, NOW + timedelta(minutes=5)
    yield replace(BULLETIN, findings="21 Nov: 1 block"), NOW


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.text(st.characters(codec="utf-8"), max_size=300))
@laws(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("x\r\nBcc: mallory@example.org\r\n\r\nbody", "\r\n.\r\nMAIL FROM:<x@y>\r\n")
@example("=?utf-8?q?=0D=0ABcc:_x@y?=", "<script>alert(1)</script>")
@example("👩🏽‍🚀" * 60, "\u2028\x85\x0b")
def test_any_words_arrive_as_words_and_add_no_header(headline: str, point: str) -> None:
    bulletin = replace(BULLETIN, headline=headline, points=(point,), series=headline)
    sent = _mail(bulletin, NOW)
    read = email.message_from_bytes(sent.as_bytes(), EmailMessage, policy=email.policy.default)
    assert sorted(map(str.lower, read.keys())) == sorted(map(str.lower, _mail(BULLETIN, NOW).keys()))
    message = message_of(bulletin)
    assert _text(read, "plain").splitlines()[::2] == [message.title, *message.lines, message.link]
    assert "<script" not in _text(read, "html")
    assert len(str(read["Subject"]).encode("utf-16-le")) // 2 <= mailing.SUBJECT
    assert all(len(line) <= 998 for line in sent.as_bytes().splitlines())


def _mail(bulletin: Bulletin, now: datetime) -> EmailMessage:
    options = mailing.Options("mail.example.org", "newsgen@example.org", ("ann@example.org",))
    return mailing.mail_of(bulletin, options, "post", now)


def _text(mail: EmailMessage, kind: str) -> str:
    part: Any = mail.get_body((kind,))
    read: Callable[[], str] = part.get_content
    return read().replace("\r\n", "\n")
