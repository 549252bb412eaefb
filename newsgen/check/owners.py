"""Which figure of a clause each cue speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.check.reading import Item


def owners(items: list[Item], arguments: list[Item], roles: dict[int, str]) -> dict[int, list[Item]]:
    """Give each cue of a clause to the figure it speaks of."""
    owned: dict[int, list[Item]] = {id(figure): [] for figure in arguments}
    by_kind: dict[str, list[Item]] = {}
    for item in items if arguments else ():
        if item not in arguments:
            by_kind.setdefault("window" if item.is_figure else item.kind, []).append(item)
    for cues in by_kind.values():
        for cue, figure in _paired(cues, arguments, roles):
            owned[id(figure)].append(cue)
    return owned


def _paired(cues: list[Item], arguments: list[Item], roles: dict[int, str]) -> Iterator[tuple[Item, Item]]:
    """In pairs where cues and figures alternate, else each cue to the nearest figure."""
    if (
        len(cues) == len(arguments) > 1
        and all(roles[id(figure)] != "whole" for figure in arguments)
        and _alternate(cues, arguments)
    ):
        yield from zip(cues, arguments)
        return
    for cue in cues:
        yield cue, min(arguments, key=lambda figure: _distance(cue, figure, roles[id(figure)]))


def _alternate(cues: list[Item], arguments: list[Item]) -> bool:
    pairs = list(zip(cues, arguments))
    in_front = all(cue.at < figure.at for cue, figure in pairs) and all(
        figure.at < cue.at for cue, figure in zip(cues[1:], arguments)
    )
    behind = all(cue.at > figure.at for cue, figure in pairs) and all(
        figure.at > cue.at for cue, figure in zip(cues, arguments[1:])
    )
    return in_front or behind


def _distance(cue: Item, figure: Item, role: str) -> float:
    if cue.at < figure.at:
        part = role == "whole" and cue.kind != "prep" and figure.at - cue.end > 3  # "shorts ... of the $748 million"
        return figure.at - cue.end + (100 if part else 0)
    return cue.at - figure.end + 0.5
