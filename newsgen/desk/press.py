"""A day's page as readers will see it, and its pictures: each is drawn once for as long as nothing of it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Any

from newsgen.charts import Look, Words, css, read_look, themed
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.drawing import card_of, words_of
from newsgen.errors import NewsgenError
from newsgen.house import House
from newsgen.house.kept import Kept
from newsgen.model import Article, Chart
from newsgen.pack import make_pack
from newsgen.page import article_html, body_html
from newsgen.settings import template_folders

NARROW = "-narrow"
PHONE = (760, 640)  # pixels of a chart that is read on a phone
RATIOS = ("16x9", "4x3", "1x1")


@dataclass(frozen=True, slots=True)
class Proof:
    """What readers will get of a sheet: the page, and the fields that go with it."""

    sheet: Sheet
    html: bytes
    pack: Mapping[str, Any]
    error: str = ""  # why an older page is shown


class Press:
    """Pages of days; where one cannot be made, the last good one with the reason."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._lock = Lock()
        self._proofs: dict[date, Proof] = {}
        self._drawn = Kept(8)

    def proof(self, sheet: Sheet) -> Proof:
        """The page of a sheet; raises the house's error where there is no good one yet."""
        with self._lock:
            kept = self._proofs.get(sheet.day)
            if kept is None or kept.sheet is not sheet:
                try:
                    kept = self._made(sheet)
                except NewsgenError as error:
                    if kept is None:
                        raise
                    kept = replace(kept, sheet=sheet, error=str(error))
                self._proofs[sheet.day] = kept
            return kept

    def card(self, sheet: Sheet, ratio: str) -> bytes:
        """A share card as PNG."""
        from newsgen.charts.draw import draw_card  # matplotlib takes long to start

        article, (look, words, key) = sheet.edition.article, self._hand(sheet)
        card = card_of(article, sheet.edition.facts, self._bench.settings.newsroom)
        chart = next(iter(article.charts), None)
        return self._drawn.get(ratio, (card, chart, key), lambda: draw_card(card, chart, look, words, ratio=ratio))

    def card_version(self, sheet: Sheet) -> str:
        """Another word for another card: what a browser keeps is then not shown again."""
        article = sheet.edition.article
        card = card_of(article, sheet.edition.facts, self._bench.settings.newsroom)
        return f"{hash((card, article.charts[:1], self._hand(sheet)[2])) & 0xFFFFFFFF:x}"

    def _made(self, sheet: Sheet) -> Proof:
        folders, settings = template_folders(self._bench.settings), self._bench.settings
        article, facts = sheet.edition.article, sheet.edition.facts
        pack = make_pack(article, facts, body_html(article), settings, folders, approval=sheet.clearance.approved)
        html = article_html(
            article, facts, pack, (), sheet.edition.status, folders,
            pictures=self._pictures(article, sheet), style=css(self._hand(sheet)[0]), for_readers=True,
        )  # fmt: skip
        return Proof(sheet, html, pack)

    def _pictures(self, article: Article, sheet: Sheet) -> dict[str, str]:
        """The inline SVG of each chart, for screens and for phones."""
        if not article.charts:
            return {}
        from newsgen.charts.draw import SIZE, draw  # matplotlib takes long to start

        look, words, key = self._hand(sheet)

        def drawn(chart: Chart, size: tuple[int, int]) -> str:
            return self._drawn.get(
                chart.file, (chart, size, key), lambda: themed(draw(chart, look, words, size=size), look)
            )

        broad = {chart.file: drawn(chart, SIZE) for chart in article.charts}
        narrow = [replace(chart, file=chart.file + NARROW) for chart in article.charts]
        return broad | {chart.file: drawn(chart, PHONE) for chart in narrow}

    def _hand(self, sheet: Sheet) -> tuple[Look, Words, str]:
        """What pictures are drawn with, and a key that changes when it does."""
        house: House = self._bench.house(sheet.state.style)
        look, words = read_look(template_folders(self._bench.settings)), words_of(house)
        return look, words, repr((look, words.sides))
