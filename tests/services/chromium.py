"""Debian's Chromium for the browser tests: found where it is, installed where it is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

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
    return _found() or _installed()


def _found() -> Path | None:
    paths = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in paths if path), None)


def _installed() -> Path:
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    try:
        for task in (["update"], ["install", "--no-install-recommends", *PACKAGES]):
            subprocess.run([*sudo, *quiet, *task], check=True, capture_output=True, text=True, timeout=600)
    except (OSError, subprocess.SubprocessError) as error:
        said = str(getattr(error, "stderr", None) or error).strip().splitlines()[-1]
        raise NoChromiumError(f"Chromium is not installed, and installing it failed: {said}") from error
    found = _found()
    if found is None:
        raise NoChromiumError("Debian's package chromium brought no browser")
    return found
