"""Who is at the desk: signed sessions, passwords that only their scrypt hash is kept of, and a limit on guessing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from threading import Lock

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from newsgen.errors import DeskError, SettingsError

AGE = 12 * 3600  # seconds that a session lasts
TRIES, MINUTE = 5, 60.0  # wrong logins per address and per name
N, R, P = 2**14, 8, 1  # scrypt: 16 MB and about 50 ms for each guess
LONGEST = 60  # characters of a name
_NOBODY = "scrypt$MDEyMzQ1Njc4OWFiY2RlZg==$"  # an unknown name takes as long as a known one, and has no password


@dataclass(frozen=True, slots=True)
class Session:
    """One browser at the desk; `name` is the editor, "" while nobody has said; `known` whether a password proved it."""

    id: str
    name: str = ""
    known: bool = False


class Sessions:
    """Sessions live in a signed cookie; a stolen one ends with the browser's logout or after twelve hours.

    `ended` is a file that remembers who logged out, for a desk whose secret outlives a restart.
    """

    def __init__(
        self,
        secret: str,
        port: int,
        *,
        editors: Mapping[str, str] | None = None,
        default_name: str = "",
        ended: Path | None = None,
    ) -> None:
        self.demands_login = editors is not None
        secret += repr(sorted((editors or {}).items()))  # who is taken off the list, or gets a new password, is out
        self._editors, self._default_name, self._tries = dict(editors or {}), default_name, Tries()
        self._cookie = f"newsgen-desk-{port}"  # browsers share cookies among the ports of a host
        self._signed = URLSafeTimedSerializer(secret, salt="session")
        self._tokens = URLSafeSerializer(secret, salt="form")
        self._said = URLSafeSerializer(secret, salt="said")
        self._log = ended
        self._ended = set(_recent_lines(ended)) if ended else set()

    def of(self, headers: Mapping[str, str]) -> tuple[Session, str]:
        """The request's session, and the cookie to set where it is a new one, else ""."""
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
            found = Session(*self._signed.loads(morsel.value if morsel else "", max_age=AGE))
        except (BadData, CookieError, TypeError, ValueError):
            found = None
        if found and found.id not in self._ended:
            return found, ""
        fresh = Session(secrets.token_urlsafe(18), "" if self.demands_login else self._default_name)
        return fresh, self.cookie(fresh)

    def cookie(self, session: Session) -> str:
        """A Set-Cookie header for the session."""
        value = self._signed.dumps([session.id, session.name, session.known])
        return f"{self._cookie}={value}; Path=/; Max-Age={AGE}; HttpOnly; SameSite=Strict"

    def login(self, session: Session, name: str, password: str, address: str) -> Session:
        """The session of an editor with the right password; raises DeskError for a wrong one, and for too many."""
        who = f"address {address}", f"name {name.casefold()}"
        # Counted before it is looked at: of many at once no more are looked at than one after another.
        if not self._tries.begun(*who):
            raise DeskError("Too many wrong passwords; wait a minute and try again.")
        if not lets_in(name, password, self._editors):
            raise DeskError("The name or the password is wrong; try again.")
        self._tries.right(*who)
        return self.named(session, name, known=True)

    def named(self, session: Session, name: str, *, known: bool = False) -> Session:
        """The session of a person who gave a name; one that a password proved gets a new id, so none can be planted."""
        return replace(session, id=secrets.token_urlsafe(18) if known else session.id, name=name, known=known)

    def end(self, session: Session) -> None:
        """From now on the session's cookie opens nothing."""
        self._ended.add(session.id)
        if self._log:
            with suppress(OSError), self._log.open("a") as file:
                file.write(f"{session.id}\n")

    @property
    def stamp(self) -> str:
        """Another word where the forms of a desk that ran before are not taken any more."""
        return hashlib.blake2b(str(self._tokens.dumps("")).encode(), digest_size=8).hexdigest()

    def token(self, session: Session) -> str:
        """What every form of this session carries."""
        return str(self._tokens.dumps(session.id))

    def sign(self, text: str) -> str:
        """A sentence that only the desk can have written, for an address."""
        return str(self._said.dumps(text))

    def signed(self, text: str) -> str:
        """The sentence that `sign` was given, "" for one that somebody else wrote."""
        try:
            return str(self._said.loads(text))
        except BadData:
            return ""

    def is_token(self, token: str, session: Session) -> bool:
        """Whether a form was made for this session."""
        return hmac.compare_digest(token.encode(), self.token(session).encode())


class Tries:
    """At most five wrong logins a minute for each address and each name."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: defaultdict[str, deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def begun(self, *who: str) -> bool:
        """Count a login as a wrong one until it is `right`; False, and nothing counted, where one has to wait."""
        with self._lock:
            if self.too_many(*who):
                return False
            self.failed(*who)
            return True

    def right(self, *who: str) -> None:
        """Forget the login that was begun last: its password was right."""
        with self._lock:
            for one in who:
                if tries := self._recent(one):
                    tries.pop()

    def too_many(self, *who: str) -> bool:
        """Whether one of them has to wait."""
        return any(len(self._recent(one)) >= TRIES for one in who)

    def failed(self, *who: str) -> None:
        """Remember a wrong login."""
        for one in who:
            self._recent(one).append(self._clock())

    def _recent(self, who: str) -> deque[float]:
        if len(self._failed) > 10_000:  # made-up names must not fill the memory
            self._failed.clear()
        tries = self._failed[who]
        while tries and self._clock() - tries[0] > MINUTE:
            tries.popleft()
        return tries


def _recent_lines(path: Path) -> Iterator[str]:
    """The lines of a file that somebody wrote in since the oldest session began; an older one is taken away."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > AGE:
            path.unlink()
        else:
            yield from path.read_text().splitlines()


def hashed(password: str, salt: bytes | None = None) -> str:
    """`scrypt$<salt>$<hash>`, which tells nobody the password."""
    salt = salt or secrets.token_bytes(16)
    digest = hashlib.scrypt(password.encode(), salt=salt, n=N, r=R, p=P)
    return f"scrypt${_text(salt)}${_text(digest)}"


def is_password(password: str, kept: str) -> bool:
    """Whether the password is the one that `hashed` was given; takes as long for a wrong one."""
    _, salt, _ = kept.split("$")
    return hmac.compare_digest(hashed(password, base64.urlsafe_b64decode(salt)), kept)


def read_editors(lines: Sequence[str]) -> dict[str, str]:
    """Hash by name from the settings' lines `NAME:scrypt$...`; raises SettingsError for a line that is not one."""
    found: dict[str, str] = {}
    for line in lines:
        name, _, kept = line.rpartition(":")
        if not plain_name(name) or not kept.startswith("scrypt$") or kept.count("$") != 2:
            raise SettingsError("editors: a line is not NAME:scrypt$...; print one with newsgen password NAME.")
        found[name] = kept
    return found


def lets_in(name: str, password: str, editors: Mapping[str, str]) -> bool:
    """Whether this is one of the editors, with the right password."""
    right = is_password(password, editors.get(name, _NOBODY))
    return right and name in editors


def plain_name(text: str) -> str:
    """The name without space around it, or "" for one that is none: too long, or with signs that do not print."""
    text = " ".join(text.split())
    return text if text.isprintable() and len(text) <= LONGEST else ""


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()
