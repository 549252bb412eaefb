"""From an article to the files of its pictures, in the house's words and in one look."""

from __future__ import annotations

from dataclasses import replace

from newsgen.charts import Card, Look, Words
from newsgen.house import House
from newsgen.house.axes import amount, date
from newsgen.house.figures import clock
from newsgen.model import Article, Facts, Unit

NARROW = "-narrow"
PHONE = (760, 640)  # pixels of a chart that is read on a phone
SHOWN = (Unit.USD, Unit.PRICE, Unit.PERCENT, Unit.RATIO)  # figures that a card can open with


def drawn(article: Article, facts: Facts, house: House, look: Look, newsroom: str) -> dict[str, bytes]:
    """Every picture of an article by its file in charts/: each chart as SVG and PNG, light and dark, and the cards."""
    from newsgen.charts.draw import draw_all  # matplotlib takes long to start

    return draw_all(article.charts, card_of(article, facts, newsroom), look, words_of(house))


def for_phones(article: Article, house: House, look: Look) -> dict[str, bytes]:
    """The SVG of each chart as a narrow screen shows it, in letters that can be read there, by its file + NARROW."""
    from newsgen.charts.draw import draw  # matplotlib takes long to start

    named = [replace(chart, file=chart.file + NARROW) for chart in article.charts]
    return {chart.file: draw(chart, look, words_of(house), size=PHONE) for chart in named}


def words_of(house: House) -> Words:
    """How the house writes what stands at the axes of its pictures."""
    return Words(amount, date, clock, {side: words["many"] for side, words in house.sides.items()})


def card_of(article: Article, facts: Facts, newsroom: str) -> Card:
    """The words of the share card: the headline, its first amount, and the source and watermark of the first chart."""
    shown = [one for one in article.figures if one.where == "headline" and facts.known[one.fact].unit in SHOWN]
    figure = min(shown, key=lambda one: one.start).text if shown else ""
    if not article.charts:
        return Card(article.headline, figure, newsroom)
    first = article.charts[0]
    return Card(article.headline, figure, newsroom, first.source, first.watermark)
