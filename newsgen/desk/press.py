"""A day's page as readers will see it, and its pictures: each is drawn once for as long as nothing of it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Any

from newsgen.charts import Card, Look, css, read_look, themed
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.drawing import NARROW, PHONE, card_of, words_of
from newsgen.errors import NewsgenError
from newsgen.house import House
from newsgen.house.kept import Kept
from newsgen.model import Chart
from newsgen.pack import make_pack
from newsgen.page import article_html, body_html
from newsgen.settings import template_folders

RATIOS = ("16x9", "4x3", "1x1")


@dataclass(frozen=True, slots=True)
class Hand:
    """What pictures are drawn with."""

    house: House
    look: Look

    @property
    def key(self) -> str:
        """Another one where a picture would come out another way."""
        return repr((self.look, self.house.sides))


@dataclass(frozen=True, slots=True)
class Proof:
    """What readers will get of a sheet: the page, the fields that go with it, and the share card."""

    sheet: Sheet
    hand: Hand
    html: bytes
    pack: Mapping[str, Any]
    card: Card
    error: str = ""  # why an older page is shown

    @property
    def card_version(self) -> str:
        """Another word for another card: what a browser keeps is then not shown again."""
        return f"{hash((self.card, self.sheet.edition.article.charts[:1], self.hand.key)) & 0xFFFFFFFF:x}"


class Press:
    """Pages of days; where one cannot be made, the last good one with the reason."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._lock = Lock()
        self._proofs: dict[date, tuple[Sheet, Proof]] = {}
        self._drawn = Kept(8)

    def proof(self, sheet: Sheet, *, drawn: bool = True) -> Proof:
        """The page of a sheet; raises the house's error where there is no good one yet.

        Not `drawn`, the first one of a day comes without its page: what goes with it does not wait for pictures.
        """
        if not drawn and sheet.day not in self._proofs:
            return self._made(sheet, drawn=False)
        with self._lock:
            seen, kept = self._proofs.get(sheet.day, (None, None))
            if kept is None or seen is not sheet:
                try:
                    kept = self._made(sheet)
                except NewsgenError as error:
                    if kept is None:
                        raise
                    kept = replace(kept, error=str(error))
                self._proofs[sheet.day] = sheet, kept
            return kept

    def card(self, proof: Proof, ratio: str) -> bytes:
        """A share card as PNG."""
        from newsgen.charts.draw import draw_card  # matplotlib takes long to start

        hand, chart = proof.hand, next(iter(proof.sheet.edition.article.charts), None)
        return self._drawn.get(
            ratio,
            (proof.card, chart, hand.key),
            lambda: draw_card(proof.card, chart, hand.look, words_of(hand.house), ratio=ratio),
        )

    def _made(self, sheet: Sheet, *, drawn: bool = True) -> Proof:
        settings, folders = self._bench.settings, template_folders(self._bench.settings)
        article, facts, hand = sheet.edition.article, sheet.edition.facts, Hand(sheet.house, read_look(folders))
        pack = make_pack(article, facts, body_html(article), settings, folders, approval=sheet.clearance.approved)
        html = b""
        if drawn:
            html = article_html(
                article, facts, pack, (), sheet.edition.status, folders,
                pictures=self._pictures(article.charts, hand), style=css(hand.look), for_readers=True,
            )  # fmt: skip
        return Proof(sheet, hand, html, pack, card_of(article, facts, settings.newsroom))

    def _pictures(self, charts: tuple[Chart, ...], hand: Hand) -> dict[str, str]:
        """The inline SVG of each chart, for screens and for phones."""
        if not charts:
            return {}
        from newsgen.charts.draw import SIZE, draw  # matplotlib takes long to start

        words, key = words_of(hand.house), hand.key

        def drawn(chart: Chart, size: tuple[int, int]) -> str:
            return self._drawn.get(
                chart.file, (chart, size, key), lambda: themed(draw(chart, hand.look, words, size=size), hand.look)
            )

        narrow = [replace(chart, file=chart.file + NARROW) for chart in charts]
        return {chart.file: drawn(chart, SIZE) for chart in charts} | {
            chart.file: drawn(chart, PHONE) for chart in narrow
        }
