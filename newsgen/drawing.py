"""From an article to the files of its pictures, in the house's words and in one look."""

from __future__ import annotations

from newsgen.charts import Card, Look, Words
from newsgen.house import House
from newsgen.house.axes import amount, date
from newsgen.house.figures import clock
from newsgen.model import Article


def drawn(article: Article, house: House, look: Look, newsroom: str) -> dict[str, bytes]:
    """Every picture of an article by its file in charts/: each chart as SVG and PNG, light and dark, and the cards."""
    from newsgen.charts.draw import draw_all  # matplotlib takes long to start

    sides = {side: words["many"] for side, words in house.sides.items()}
    return draw_all(article.charts, card_of(article, newsroom), look, Words(amount, date, clock, sides))


def card_of(article: Article, newsroom: str) -> Card:
    """The words of the share card: the headline, its first figure, and the source and watermark of the first chart."""
    figure = min((one for one in article.figures if one.where == "headline"), key=lambda one: one.start, default=None)
    first = article.charts[0] if article.charts else None
    return Card(
        article.headline, figure.text if figure else "", newsroom, first.source if first else "",
        first.watermark if first else "",
    )  # fmt: skip
