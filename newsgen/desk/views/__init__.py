"""The views, in the order of the bar: each module has `TAB` and `ROUTES`."""

from types import ModuleType

from . import today as today

VIEWS: tuple[ModuleType, ...] = (today,)
