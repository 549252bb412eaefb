"""Certificates of the tests' own, made with openssl: an authority, and a server's for 127.0.0.1 and localhost."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Certificates:
    """Files: `authority` is what a client has to trust, `chain` and `key` are the server's."""

    authority: Path
    chain: Path
    key: Path


def made(folder: Path, names: str = "IP:127.0.0.1,DNS:localhost") -> Certificates:
    """New ones in `folder`, for a server of these `names`; where there is no openssl, CI fails and others skip."""
    if not shutil.which("openssl"):
        message = "certificates are made with the command openssl"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    (folder / "names").write_text(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n")
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    _run(folder, "req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Tests",
         "-addext", "keyUsage=critical,keyCertSign")  # fmt: skip
    _run(folder, "req", *new, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    _run(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
         "-out", "server.pem", "-days", "2", "-extfile", "names")  # fmt: skip
    return Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")


def _run(folder: Path, *command: str) -> None:
    subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)
