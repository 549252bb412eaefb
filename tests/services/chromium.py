"""Debian's Chromium for the browser tests: found where it is, installed where it is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.services.packages import NoPackageError, with_package

PACKAGES = ("chromium", "fonts-dejavu-core")  # without a font every letter is a box
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# As root there is no sandbox to be had; nothing is fetched in the background, and no name is resolved but our own.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip


class NoChromiumError(Exception):
    """Chromium is not there and could not be installed."""


def program() -> Path:
    """The browser's program.  Raises NoChromiumError where there is none to be had."""
    try:  # also where it is there: another run may be about to install it, and its font
        with_package(lambda: _found() is not None, *PACKAGES)
    except NoPackageError as error:
        raise NoChromiumError(f"Chromium is not installed, and installing it failed: {error}") from error
    found = _found()
    if found is None:
        raise NoChromiumError("Debian's package chromium brought no browser")
    return found


def _found() -> Path | None:
    paths = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in paths if path), None)
