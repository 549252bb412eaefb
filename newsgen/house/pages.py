"""Web pages from templates: the one place where a page's HTML is made, always escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)

from newsgen.errors import HouseError


def render_page(name: str, folders: Sequence[Path], kind: str = "page", /, **context: object) -> str:
    """The template `<kind>/<name>` of the first folder that has it; raises HouseError for a template that fails."""
    try:
        return _compiled(_environment(tuple(folders)), f"{kind}/{name}").render(**context)
    except TemplateSyntaxError as error:  # of a file that it includes
        raise _unreadable(error) from error
    except TemplateError as error:
        raise HouseError(f"templates/{kind}/{name}: {error.message}; mend the template.") from error


def check_pages(folders: Sequence[Path]) -> None:
    """Compile every page template; raises HouseError for the first that cannot be."""
    environment = _environment(tuple(folders))
    for name in environment.list_templates(
        filter_func=lambda name: name.startswith(("page/", "desk/")) and name.endswith(".html")
    ):
        _compiled(environment, name)


def _compiled(environment: Environment, name: str) -> Template:
    try:
        return environment.get_template(name)
    except TemplateSyntaxError as error:
        raise _unreadable(error) from error


def _unreadable(error: TemplateSyntaxError) -> HouseError:
    said = (error.message or "it cannot be read").rstrip(".")
    return HouseError(f"templates/{error.name}:{error.lineno}: {said}; mend that line.")


class _Files(FileSystemLoader):
    """Files by what is in them: an edit within the same second counts, and so does a file in an earlier folder."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, _ = super().get_source(environment, template)
        return source, path, lambda: self._is(environment, template, source, path)

    def _is(self, environment: Environment, template: str, source: str, path: str) -> bool:
        try:
            return super().get_source(environment, template)[:2] == (source, path)
        except TemplateNotFound:
            return False


@lru_cache(maxsize=4)
def _environment(folders: tuple[Path, ...]) -> Environment:
    # What is put into a page came from data and from people: everything is escaped unless a template says it is safe.
    return Environment(
        loader=_Files(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
