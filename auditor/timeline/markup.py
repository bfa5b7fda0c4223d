"""The one way from values to HTML: every value is text, whatever it holds.

A value that a template prints first passes `as_text`, then is escaped; a template cannot leave
either out. What the templates themselves say is the only markup there is.
"""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from auditor.safe_text import defanged, safe_text

if TYPE_CHECKING:
    from jinja2 import Environment

STYLE = (files("auditor.timeline") / "style.css").read_text(encoding="utf-8")
"""The style sheet of all fragments."""


def rendered(template: str, **values: Any) -> str:
    """Return what a template of this package makes of some values."""
    return environment().get_template(template).render(values)


@cache
def environment() -> "Environment":
    """Return the templates of this package with all safeguards."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("auditor.timeline", "templates"),
        autoescape=True,
        finalize=as_text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def as_text(value: Any) -> Any:
    """Return a value with hidden characters shown by number and addresses that lead nowhere.

    Markup that other templates made passes as it is.
    """
    if type(value) is str:
        return defanged(safe_text(value))
    return value
