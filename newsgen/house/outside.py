"""JSON for other programs from a newsroom's template, into which no text can break.

A template is JSON with expressions of Jinja.  What an expression gives is set into the JSON after that was read: it
reaches neither the template engine nor the reader of JSON, whatever quotes, braces or marks it holds.

    {"title": {{ headline }}, "tags": {{ tags }}, "note": "of {{ day }}"}
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from newsgen.errors import HouseError

_STORE = "_values"  # the name under which a template's run keeps what its expressions gave


def render_json(name: str, folders: Sequence[Path], context: Mapping[str, Any]) -> Any:
    """What the template `name` of the first folder that has it makes of `context`, which holds JSON alone.

    An expression outside quotes becomes its value, of whatever type; one inside quotes a part of that text.
    Raises HouseError for a template that is not there, asks for what is not there, or does not make JSON.
    """
    store = _Values()
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders), undefined=StrictUndefined, finalize=_kept, autoescape=False
    )
    environment.filters["tojson"] = lambda value: value  # whatever is printed is JSON already
    try:
        text = environment.get_template(name).render({**context, _STORE: store})
    except TemplateNotFound as error:
        where = ", ".join(map(str, folders)) or "no folder"
        raise HouseError(f"{error.name}: there is no such template in {where}; create it or mend the name.") from error
    except TemplateSyntaxError as error:
        said = (error.message or "it cannot be read").rstrip(".")
        raise HouseError(f"{error.name}:{error.lineno}: {said}; mend that line.") from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise HouseError(f"{name}: {str(error).rstrip('.')}; mend the template.") from error
    made = store.filled(_read(store.quoted(text), name))
    if store.lost:
        raise HouseError(
            f"{name}: what a block or macro printed is not in the JSON, or a filter changed it; "
            "let filters work on values, and print what they give."
        )
    return made


class _Values:
    """What expressions gave, each under a mark that no text can hold: it is drawn anew for each run."""

    def __init__(self) -> None:
        self._sign = secrets.token_hex(16)
        self._mark = re.compile(f"<{self._sign}:([0-9]+!?)>")
        self._values, self._arrived = list[Any](), set[int]()

    @property
    def lost(self) -> bool:
        """Whether a value was printed and did not arrive: a filter that changes a mark makes junk of it."""
        return self._arrived != set(range(len(self._values)))

    def keep(self, value: Any) -> str:
        """The mark that stands for a value; raises TypeError for one that is no JSON."""
        json.dumps(value, allow_nan=False)
        self._values.append(value)
        return f"<{self._sign}:{len(self._values) - 1}>"

    def quoted(self, text: str) -> str:
        """The text with quotes around each mark that stands outside of quotes."""
        first, *others = self._mark.split(text)
        parts, inside = [first], _ends_inside(first, False)
        for index, part in zip(others[::2], others[1::2]):
            parts += [f"<{self._sign}:{index}>" if inside else f'"<{self._sign}:{index}!>"', part]
            inside = _ends_inside(part, inside)
        return "".join(parts)

    def filled(self, found: Any) -> Any:
        """What was read, with the values in place of their marks."""
        if isinstance(found, str):
            return self._text(found)
        if isinstance(found, list):
            return [self.filled(one) for one in found]
        if isinstance(found, dict):
            return {str(self.filled(key)): self.filled(value) for key, value in found.items()}
        return found

    def _text(self, text: str) -> Any:
        first, *others = self._mark.split(text)
        pieces = [first]
        for said, rest in zip(others[::2], others[1::2]):
            index = int(said.removesuffix("!"))
            value = self._values[index] if index < len(self._values) else None
            self._arrived.add(index)
            if isinstance(value, str) and self._sign in value:  # of a macro or a block that was set
                value = self._text(value)
            if said.endswith("!"):  # it stood outside of quotes
                return value
            pieces += ["" if value is None else value if isinstance(value, str) else json.dumps(value), rest]
        return "".join(pieces)


@pass_context
def _kept(context: Context, value: Any) -> str:
    """What Jinja prints for an expression."""
    if isinstance(value, Undefined):
        str(value)  # raises
    store: _Values = context[_STORE]
    return store.keep(value)


def _ends_inside(part: str, inside: bool) -> bool:
    """Whether a piece of JSON ends inside quotes."""
    escaped = False
    for one in part:
        if escaped:
            escaped = False
        elif one == "\\" and inside:
            escaped = True
        elif one == '"':
            inside = not inside
    return inside


def _read(text: str, name: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except ValueError as error:
        raise HouseError(f"{name}: it does not make JSON ({error}); mend the template.") from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
