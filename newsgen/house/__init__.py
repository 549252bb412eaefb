"""The house language: rules, prose, figures and words, as the newsroom's editors write them."""

from newsgen.house.angle import Angle
from newsgen.house.house import House, Skeleton
from newsgen.house.load import load_house
from newsgen.house.picture import Picture
from newsgen.house.sources import stamp
from newsgen.house.telling import Passage, Telling
from newsgen.house.values import MissingFact, Values

__all__ = [
    "Angle",
    "House",
    "MissingFact",
    "Passage",
    "Picture",
    "Skeleton",
    "Telling",
    "Values",
    "load_house",
    "stamp",
]
