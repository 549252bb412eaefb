"""From saving a file to the refreshed page, as a browser sees it: the Article view of the bundled day stays open."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.days import ROOT
from benchmarks.desk import running
from benchmarks.report import table
from tests.services import chromium

GOAL = 0.400  # seconds, the median
LEAD = "angles/ath_new"  # of the bundled day
# What a save changes, and what the next one changes back.
SAVES: Mapping[str, tuple[str, str, str]] = {
    "an angle's words (en.md)": (f"{LEAD}/en.md", "}a record{%", "}a record high{%"),
    "a rule (rule.toml), another lead": (f"{LEAD}/rule.toml", "score = 86", "score = 60"),
    "the house (house.toml)": ("house.toml", 'many = "shorts"', 'many = "short bets"'),
    "the page's style (article.css)": ("page/article.css", "#fdfcfa", "#fdfcfb"),
    "the text (article.md)": ("", "made up", "came to"),
}
# Notes when the frame's document first changed, and when that was painted, in milliseconds since 1970.
WATCH = """() => {
  const page = document.querySelector("#page").contentDocument, now = () => performance.timeOrigin + performance.now();
  window.seen = new Promise(done => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(now())));
    });
    observer.observe(page, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}"""


def run(*, tenth: bool) -> tuple[str, dict[str, Any], bool]:
    """Twenty saves of each kind, one after the other, with pauses as a person makes them."""
    with tempfile.TemporaryDirectory(prefix="newsgen-") as scratch:
        folder = Path(scratch)
        own = folder / "templates"
        for name, _, _ in SAVES.values():
            if name:
                (own / name).parent.mkdir(parents=True, exist_ok=True)
                (own / name).write_bytes((ROOT / "templates" / name).read_bytes())
        with running(folder) as (_, address), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.program(), args=list(chromium.ARGUMENTS))
            page = browser.new_page()
            page.goto(f"{address}/article")
            page.frame_locator("#page").locator("h1").wait_for()
            article = next((folder / "output").glob("*/article.md"))
            found = {
                what: [_saved(page, own / name if name else article, old, new) for _ in range(4 if tenth else 20)]
                for what, (name, old, new) in SAVES.items()
            }
            browser.close()
    medians = {what: statistics.median(times) for what, times in found.items()}
    good = all(median < GOAL for median in medians.values())
    rows = [
        (what, f"{1000 * medians[what]:.0f} ms", f"{1000 * max(times):.0f} ms", f"under {1000 * GOAL:.0f} ms",
         "good" if medians[what] < GOAL else "MISSED")
        for what, times in found.items()
    ]  # fmt: skip
    head = ("saved", "median", "slowest", "goal", "")
    return table("From saving a file to the painted page", head, rows), found, good


def _saved(page: Page, path: Path, old: str, new: str) -> float:
    """Seconds from the end of a save to the painted change."""
    page.wait_for_timeout(300)  # what the last save left to do is done
    page.evaluate(WATCH)
    text = path.read_text("utf-8")
    changed = text.replace(old, new) if old in text and new not in text else text.replace(new, old)
    assert changed != text, f"{path}: neither {old!r} nor {new!r}"
    path.write_text(changed, "utf-8")
    saved = time.time()
    return float(page.evaluate("() => window.seen")) / 1000 - saved
