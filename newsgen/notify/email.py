"""E-mail over SMTP, encrypted; the password is NEWSGEN_<NAME>_PASSWORD."""

from __future__ import annotations

import html
import re
import smtplib
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

import truststore

from newsgen import keys
from newsgen.errors import PublishError, SettingsError
from newsgen.model import Bulletin, Request
from newsgen.notify.base import ATTEMPTS, SECONDS, WAITS, secret, wanted
from newsgen.notify.webhook import body_of
from newsgen.notify.words import Message, fit, message_of
from newsgen.tables import read_table, says

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
SUBJECT = 200
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)")


@dataclass(frozen=True, slots=True)
class Options:
    """What [notify.NAME] with kind = "email" can say."""

    host: str = says("The mail server, as smtp.example.org")
    sender: str = says("The address that it comes from")
    to: tuple[str, ...] = says("The addresses that get it")
    port: int = says("Its port; 0 is 587 for starttls, 465 for tls, 25 for none", 0)
    security: str = says("How the connection is encrypted", "starttls", ("starttls", "tls", "none"))
    user: str = says("Name to log in with; empty does not log in", "")
    on: tuple[str, ...] = wanted()


@dataclass(slots=True)
class Mail:
    """Some mailboxes."""

    name: str
    options: Options
    password: str = field(repr=False)
    dry: bool
    pause: float = 1.0
    kind: str = "email"
    requests: list[Request] = field(default_factory=list)

    @property
    def on(self) -> tuple[str, ...]:
        """The kinds of bulletin it wants."""
        return self.options.on

    def tell(self, bulletin: Bulletin, now: datetime) -> None:
        """Send it; raises PublishError where it did not reach everybody, or may not have."""
        mail = mail_of(bulletin, self.options, self.name, now)
        if self.dry:
            self.requests.append(self._shown(mail))
            return
        server = self._connected()
        try:
            self._in(server)
            self._sent(server, mail)
            with suppress(OSError, smtplib.SMTPException):  # whatever it says to goodbye, it has the message
                server.quit()
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        """A connection, tried a few times: nothing has been said yet."""
        where, port = self.options.host, self.options.port or PORTS[self.options.security]
        for wait in (*WAITS[: ATTEMPTS - 1], None):
            try:
                if self.options.security == "tls":
                    return smtplib.SMTP_SSL(where, port, timeout=SECONDS, context=_trust())
                return smtplib.SMTP(where, port, timeout=SECONDS)
            except ssl.SSLError:
                raise PublishError(self._untrusted()) from None
            except (OSError, smtplib.SMTPException):
                if wait is None:
                    raise PublishError(
                        f"notify.{self.name}: no connection to {where} on port {port}.  No message was sent."
                    ) from None
                time.sleep(wait * self.pause)
        raise AssertionError  # unreachable: the last attempt returns or raises

    def _in(self, server: smtplib.SMTP) -> None:
        """Encrypted and logged in, or PublishError."""
        try:
            if self.options.security == "starttls":
                server.starttls(context=_trust())
            if self.options.user:
                server.login(self.options.user, self.password)
        except ssl.SSLError:
            raise PublishError(self._untrusted()) from None
        except smtplib.SMTPAuthenticationError:
            raise PublishError(
                f"notify.{self.name}: the mail server refuses user or password; mend user, or set "
                f"{keys.variable_of(self.name, 'PASSWORD')} anew."
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise PublishError(
                f"notify.{self.name}: the mail server offers no encryption or no login here; mend port and security."
            ) from None
        except (OSError, smtplib.SMTPException):
            raise PublishError(f"notify.{self.name}: the connection broke off.  No message was sent.") from None

    def _sent(self, server: smtplib.SMTP, mail: EmailMessage) -> None:
        try:
            refused = server.send_message(mail, self.options.sender, list(self.options.to))
        except smtplib.SMTPRecipientsRefused:
            raise PublishError(f"notify.{self.name}: the mail server takes none of the addresses; mend to.") from None
        except smtplib.SMTPResponseException as error:
            raise PublishError(
                f"notify.{self.name}: the mail server refused the message ({error.smtp_code}); mend sender or to."
            ) from None
        except (OSError, smtplib.SMTPException):
            raise PublishError(
                f"notify.{self.name}: the connection broke off.  The message may have arrived and is not sent again."
            ) from None
        if refused:
            raise PublishError(
                f"notify.{self.name}: the mail server did not take {', '.join(refused)}; the others have it.  Mend to."
            )

    def _untrusted(self) -> str:
        return f"notify.{self.name}: the certificate of {self.options.host} is not trusted.  No message was sent."

    def _shown(self, mail: EmailMessage) -> Request:
        port = self.options.port or PORTS[self.options.security]
        text = mail.get_body(("plain",))
        body = text.get_content() if text else ""
        headers = {name: str(value) for name, value in mail.items() if not name.lower().startswith(("content", "mime"))}
        return Request("MAIL", f"smtp://{self.options.host}:{port}", headers, body, "an e-mail")


def open_channel(name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool) -> Mail:
    """See `newsgen.notify.base.Opener`."""
    said = read_table(Options, options, f"notify.{name}")
    for address in (said.sender, *said.to):
        if not _ADDRESS.fullmatch(address):
            raise SettingsError(f"notify.{name}: {address!r} is no e-mail address; write it as desk@example.org.")
    if not said.to:
        raise SettingsError(f"notify.{name}: to is empty; name at least one address.")
    if said.user and said.security == "none" and said.host not in LOOPBACK:
        raise SettingsError(f'notify.{name}: a password is never sent unencrypted; set security = "starttls".')
    return Mail(name, said, secret(name, secrets, "PASSWORD") if said.user else "", dry)


def mail_of(bulletin: Bulletin, options: Options, name: str, now: datetime) -> EmailMessage:
    """The bulletin as text and HTML; the same bulletin has the same Message-ID, so that a second one is dropped."""
    message, domain = message_of(bulletin), options.sender.rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = options.sender, ", ".join(options.to)
    # "=?" would begin an encoded word, which may hold line breaks and with them headers.
    mail["Subject"] = fit(message.title.replace("=?", "= ?"), SUBJECT)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{sha256(name.encode() + body_of(bulletin)).hexdigest()[:40]}@{domain}>"
    mail["List-Id"] = f"<{name}.newsgen.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join(one for one in (message.title, *message.lines, message.link) if one) + "\n")
    mail.add_alternative(html_of(message), subtype="html")
    return mail


def html_of(message: Message) -> str:
    """The message as a small page."""
    points = "".join(f"<li>{html.escape(point)}</li>" for point in message.points)
    parts = [f"<h1>{html.escape(message.title)}</h1>", f"<ul>{points}</ul>" if points else ""]
    parts += [f"<p>{html.escape(text)}</p>" for text in (message.findings, message.sentence) if text]
    parts += [f'<p><a href="{html.escape(message.link)}">Open it</a></p>' if message.link else ""]
    return "<!doctype html>\n<html><body>\n" + "\n".join(part for part in parts if part) + "\n</body></html>\n"


def _trust() -> ssl.SSLContext:
    """Verifies certificates and names, by what the machine trusts."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
