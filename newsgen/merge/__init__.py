"""Editors' words and new figures: merging a text by sentences, and telling two texts apart."""

from newsgen.merge.differences import Change, Piece, differences
from newsgen.merge.manuscripts import Clash, Merged, merge

__all__ = ["Change", "Clash", "Merged", "Piece", "differences", "merge"]
