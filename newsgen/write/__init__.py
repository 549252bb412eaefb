"""Plan → Article: prose in which a figure can only be printed by quoting a fact."""

from newsgen.write.article import write
from newsgen.write.slots import asked

__all__ = ["asked", "write"]
