"""A telling that remembers which branches it went through and why it could not go through others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsgen.house.day import identity
from newsgen.house.gallery.branches import TracedTemplate
from newsgen.house.gallery.made import Made
from newsgen.house.house import House
from newsgen.house.telling import Passage, Telling
from newsgen.house.values import MissingFact


class Mark(str):
    """Nothing to a reader; the number of a branch to the gallery."""

    branch: int

    def __new__(cls, branch: int) -> Mark:
        """The mark of a branch."""
        made = super().__new__(cls)
        made.branch = branch
        return made


class Tracing(Telling):
    """One block of a template on made facts; `options` are the branches of `vary` to begin with."""

    def __init__(
        self,
        house: House,
        template: TracedTemplate,
        made: Made,
        *,
        seed: int = 0,
        options: frozenset[int] = frozenset(),
    ) -> None:
        facts = made.facts()
        super().__init__(house, facts, seed)
        self.template = template
        self.mentioned.update(made.told)
        self.told.update(identity(facts.known[key]) for key in made.told if key in facts.known)
        self.through: tuple[int, ...] = ()  # the branches of the finished text
        self.entered: set[int] = set()  # also those that were taken back
        self.missed: list[str] = []  # facts that were missing, in order
        self._begin_with: dict[int, int] = {}
        self._wanted = {template.branches[number].function for number in options}

    def tell(self, block: str, place: str, subject: str) -> str | None:
        """The words of a block, marked, or None."""

        def passage(t: Telling, out: list[str]) -> None:
            try:
                self.template.blocks[block](t, out)
            except MissingFact as missing:
                self.failed(missing)
                raise
            self.through = tuple(dict.fromkeys(piece.branch for piece in out if isinstance(piece, Mark)))

        return self.render(passage, place=place, subject=subject)

    def hit(self, number: int) -> Mark:
        """A branch begins."""
        self.entered.add(number)
        return Mark(number)

    def failed(self, missing: MissingFact) -> None:
        """What was begun could not be told."""
        self.missed.append(str(missing.args[0]))

    def vary(self, out: list[str], key: int, options: Sequence[Passage]) -> None:
        """One of the options, the wanted one first."""
        names: Mapping[str, int] = {getattr(option, "__name__", ""): at for at, option in enumerate(options)}
        wanted = next((at for name, at in names.items() if name in self._wanted), None)
        if wanted is not None:
            self._begin_with[key] = wanted
        super().vary(out, key, [self._logged(option) for option in options])

    def draw(self, key: int, sides: int) -> int:
        """The wanted option, else what the seed draws."""
        return self._begin_with[key] if key in self._begin_with else super().draw(key, sides)

    def _logged(self, option: Passage) -> Passage:
        def told(t: Telling, out: list[str]) -> None:
            try:
                option(t, out)
            except MissingFact as missing:
                self.failed(missing)
                raise

        return told
