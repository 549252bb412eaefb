"""Listening: one uvicorn server on one address, until it is stopped."""

from __future__ import annotations

import getpass
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from types import FrameType

import uvicorn

from newsgen.desk.app import make_app
from newsgen.desk.logins import Sessions, read_editors
from newsgen.desk.safety import allowed_hosts
from newsgen.desk.watch import Watch
from newsgen.desk.workbench import Workbench
from newsgen.errors import DeskError, NewsgenError
from newsgen.keys import desk_secret
from newsgen.settings import Settings

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # and how this machine reaches itself then
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _Server(uvicorn.Server):
    """A server whose open event streams end as soon as it is asked to stop."""

    def __init__(self, config: uvicorn.Config, watch: Watch) -> None:
        super().__init__(config)
        self._watch = watch

    def stop(self) -> None:
        self._watch.close()
        self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._watch.close()
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn does, but a Ctrl-C that ended the desk does not end the command with a traceback."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


@dataclass(frozen=True, slots=True)
class Opened:
    """A desk that can be reached at `address` from now on; `run` answers until somebody else calls `stop`."""

    address: str
    run: Callable[[], object]
    stop: Callable[[], None]


def serve(
    settings: Settings,
    bench: Workbench,
    *,
    day: date | None = None,
    host: str = "127.0.0.1",
    port: int = 8321,
    listening: Callable[[str], object] = print,
) -> None:
    """Serve the desk until Ctrl-C; `listening` hears its address, "http://127.0.0.1:8321", once it can be opened.

    Raises DeskError for an address that cannot be listened on, and for one that others can reach without a login.
    """
    with opened(settings, bench, host=host, port=port) as desk:
        for first in (day,) if day else bench.days()[:1]:
            # The first page is asked for at once; a template that is broken is told there.
            with suppress(NewsgenError):
                bench.sheet(first)
        listening(desk.address)
        desk.run()


@contextmanager
def opened(settings: Settings, bench: Workbench, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[Opened]:
    """A desk whose address is taken; port 0 takes a free one."""
    editors = read_editors(settings.editors)
    if host not in LOOPBACK and not editors:
        raise DeskError(
            f"--host {host} lets others reach the desk, and nobody can log in: print a line for `editors` in "
            "newsgen.toml with newsgen password NAME."
        )
    with _bound(host, port) as sock:
        port = sock.getsockname()[1]
        names = (*LOOPBACK, *(() if host in EVERYWHERE else (host,)), *settings.desk_hosts)
        sessions = Sessions(
            desk_secret() or secrets.token_urlsafe(32),
            port,
            editors=None if host in LOOPBACK else editors,
            default_name=settings.byline or _user(),
            ended=settings.out / ".logged-out" if desk_secret() else None,
        )
        app = make_app(bench, sessions, allowed_hosts(names, port))
        server = _Server(
            uvicorn.Config(
                app, log_level="warning", access_log=False, server_header=False, proxy_headers=False, ws="none",
                timeout_graceful_shutdown=2,
            ),
            app.state.desk.watch,
        )  # fmt: skip
        name = EVERYWHERE.get(host, host)
        address = f"http://{f'[{name}]' if ':' in name else name}:{port}"
        yield Opened(address, lambda: server.run([sock]), server.stop)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        return "editor"


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that already listens, so that an address which was printed can be opened at once."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    with sock:
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((host, port))
            sock.listen(128)
        except OSError as error:
            raise DeskError(
                f"{host}:{port} cannot be listened on ({error.strerror}); choose another with --port, or --port 0."
            ) from error
        yield sock
