"""Templates by name, each read when it is first asked for: a day needs a few of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from newsgen.house.prose import Template


class Shelf(Mapping[str, Template]):
    """The templates of a house; `files` says where each stands."""

    def __init__(self, makers: Iterable[tuple[str, str, Callable[[], Template]]]) -> None:
        self.files: dict[str, str] = {}
        self._makers: dict[str, Callable[[], Template]] = {}
        self._read: dict[str, Template] = {}
        for name, file, maker in makers:
            self.files[name], self._makers[name] = file, maker

    def read(self, names: Iterable[str]) -> None:
        """Read these now; raises HouseError for one that does not fit."""
        for name in names:
            self[name]

    def __getitem__(self, name: str) -> Template:
        template = self._read.get(name)
        if template is None:
            template = self._read[name] = self._makers[name]()
        return template

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, name: object) -> bool:
        return name in self._makers
