"""The views, in the order of the bar: each module has `TAB` and `ROUTES`."""

from types import ModuleType

from . import article as article
from . import differences as differences
from . import edit as edit
from . import help as help
from . import notes as notes
from . import out as out
from . import past as past
from . import today as today
from . import why as why

VIEWS: tuple[ModuleType, ...] = (today, article, edit, differences, out, notes, why, past, help)
