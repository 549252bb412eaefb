"""What was told: articles as they were, each telling for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import msgspec
import sqlalchemy as sa

from newsgen.model import Remembered

from . import Figure, Telling
from .schema import articles, figures

NAMES = tuple(field.name for field in fields(Telling) if field.name not in ("figures", "kept"))


def record(connection: sa.Connection, telling: Telling) -> None:
    """See `History.record`."""
    values = {name: getattr(telling, name) for name in NAMES} | {"angles": list(telling.angles)}
    values["remembered"] = None if telling.kept is None else msgspec.to_builtins(telling.kept)
    number = connection.scalar(articles.insert().values(values).returning(articles.c.id))
    rows = [
        {"article": number, "place": place, "fact": figure.fact, "value": figure.value, "printed": figure.printed}
        for place, figure in enumerate(telling.figures)
    ]
    if rows:
        connection.execute(figures.insert(), rows)


def told(connection: sa.Connection, day: date) -> tuple[Telling, ...]:
    """See `History.told`."""
    return _tellings(connection, sa.select(articles).where(articles.c.day == day).order_by(articles.c.id))


def recent(connection: sa.Connection, before: date, limit: int, chosen: dict[str, str]) -> tuple[Telling, ...]:
    """See `History.recent`."""
    wanted = [articles.c[name] == value for name, value in chosen.items()]
    last = sa.select(sa.func.max(articles.c.id)).where(articles.c.day < before, *wanted).group_by(articles.c.day)
    query = sa.select(articles).where(articles.c.id.in_(last)).order_by(articles.c.day.desc()).limit(limit)
    return _tellings(connection, query)


def _tellings(connection: sa.Connection, query: sa.Select[Any]) -> tuple[Telling, ...]:
    rows = connection.execute(query).mappings().all()
    printed = _figures(connection, [row["id"] for row in rows])
    return tuple(
        Telling(
            **{name: row[name] for name in NAMES} | {"angles": tuple(row["angles"])},
            figures=printed[row["id"]],
            kept=None if row["remembered"] is None else msgspec.convert(row["remembered"], Remembered),
        )
        for row in rows
    )


def _figures(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, tuple[Figure, ...]]:
    """The figures of each article, in the order of the text."""
    found: dict[int, list[Figure]] = {number: [] for number in numbers}
    query = sa.select(figures).where(figures.c.article.in_(numbers)).order_by(figures.c.article, figures.c.place)
    for row in connection.execute(query).mappings():
        found[row["article"]].append(Figure(row["fact"], row["value"], row["printed"]))
    return {number: tuple(printed) for number, printed in found.items()}
