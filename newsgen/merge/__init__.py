"""Editors' words and new figures: merging a text by sentences, and telling two texts apart."""

from newsgen.archive import Clash
from newsgen.merge.differences import Change, Piece, differences
from newsgen.merge.manuscripts import Merged, merge
from newsgen.merge.retelling import Carried, carried

__all__ = ["Carried", "Change", "Clash", "Merged", "Piece", "carried", "differences", "merge"]
