"""Whether a value and one as written are the same, also where one glosses the other."""

import re
from collections.abc import Iterable
from functools import lru_cache

from auditor.values.atoms import atoms_of
from auditor.values.countries import country_of
from auditor.values.dates import days_apart, turned_day
from auditor.values.values import Value, normal_text, value_of

_SHORTEST_HEAD = 4
# A line of a document is a part of it.
_LONG_PART = 24
_GROUP = 3
_OF_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{1,3}")
_NUMBER = re.compile(r"^[a-z]{1,4}[-#]?(?=\d{3,}$)")


def equal(value: Value, raw: str) -> bool:
    """Say whether a raw value is the same, also where one spells out or glosses the other."""
    other = value_of(raw)
    form = other.form
    if value.form == form or _is_long_part(value.form, form) or _is_spelt_anew(value, other):
        return True
    kind = value.kind
    if kind in ("number", "id") and other.kind in ("number", "id") and kind != other.kind:
        return _bare(value.form) == _bare(form)
    if kind == other.kind == "id" and "-" in form + value.form:
        return _bare(value.form) == _bare(form)
    if kind == "text" or _is_composite(value.form):
        if len(form) > _SHORTEST_HEAD and value.form.startswith(form):
            return not (kind == other.kind == "host" and _is_page_below(value.form, form))
        return any(piece.form == form for piece in pieces_of(value.form))
    if kind == "date" and other.kind == "date":
        is_turned = "/" in raw and turned_day(form) == value.form
        return is_turned or value.form.lstrip("-") in form or form.lstrip("-") in value.form
    if other.kind == "text" and len(value.form) > _SHORTEST_HEAD:
        return form.startswith(value.form)
    return False


def _is_long_part(form: str, whole: str) -> bool:
    return len(form) >= _LONG_PART and " " in form and form in whole


def _is_spelt_anew(value: Value, other: Value) -> bool:
    """Say whether a value is another under its country's other name, or with parted thousands.

    4055 is `4.055` in much of the world.
    """
    if value.kind == other.kind == "number":
        return _joined(value.form) == other.form
    if not value.kind == other.kind == "word":
        return False
    country = country_of(other.form)
    return bool(country) and country == country_of(value.form)


def _joined(form: str) -> str:
    """Return a number whose point may part thousands without it, else "".

    A form has lost the zeros at its end: `1.820` is 1820, too.
    """
    if "." not in form or not _OF_THOUSANDS.fullmatch(form):
        return ""
    whole, _, rest = form.partition(".")
    return whole + rest.ljust(_GROUP, "0")


def _is_page_below(form: str, page: str) -> bool:
    """Say whether a page is another one below a page; a place in it or a query is not."""
    return "/" in page and form[len(page)] not in "?#"


def _bare(form: str) -> str:
    """Return a number without the letters before it (`AS64500`), names with one mark between."""
    return _NUMBER.sub("", form.replace("_", "-"))


def _day(form: str) -> str:
    """Return month and day of a date, which all ways to write it have."""
    return form[2:7] if form.startswith("--") else form[5:10]


class Column:
    """Values under one label, so ordered that few are held against one that is looked for."""

    def __init__(self) -> None:
        self._places: dict[str, list[int]] = {}
        self._by_form: dict[str, list[str]] = {}
        self._by_number: dict[str, list[str]] = {}
        self._by_day: dict[str, list[str]] = {}
        self._by_country: dict[str, list[str]] = {}
        self._texts: list[str] = []

    def add(self, raw: str, place: int) -> None:
        """Add a value as written, and where it stands."""
        places = self._places.get(raw)
        if places is not None:
            places.append(place)
            return
        self._places[raw] = [place]
        kind, form = value_of(raw)
        self._by_form.setdefault(form, []).append(raw)
        if kind in ("number", "id"):
            self._by_number.setdefault(_bare(form), []).append(raw)
        elif kind == "date":
            self._by_day.setdefault(_day(form), []).append(raw)
            if "/" in raw and (turned := turned_day(form)):
                self._by_day.setdefault(_day(turned), []).append(raw)
        elif kind == "text":
            self._texts.append(raw)
        elif kind == "word" and (country := country_of(form)):
            self._by_country.setdefault(country, []).append(raw)

    def before(self, place: int) -> list[str]:
        """Return the different values as written that stand before a place."""
        return [raw for raw, places in self._places.items() if places[0] < place]

    def places_of(self, value: Value) -> set[int]:
        """Return where values stand that are `equal` to one."""
        found: set[int] = set()
        for raw in self._near(value):
            if equal(value, raw):
                found.update(self._places[raw])
        return found

    def _near(self, value: Value) -> Iterable[str]:
        """Return the values that alone can be equal to one."""
        kind, form = value
        if kind == "text" or _is_composite(form):
            return self._places
        near = self._by_form.get(form, [])
        if kind in ("number", "id"):
            near = near + self._by_number.get(_bare(form), [])
            near = near + self._by_number.get(_joined(form), [])
        elif kind == "date":
            near = near + self._by_day.get(_day(form), [])
        elif kind == "word" and self._by_country and (country := country_of(form)):
            near = near + self._by_country.get(country, [])
        return near + self._texts


@lru_cache(maxsize=1024)
def _is_composite(form: str) -> bool:
    return not frozenset(form).isdisjoint("(,/;[—、；")


@lru_cache(maxsize=512)
def pieces_of(raw: str) -> tuple[Value, ...]:
    """Return the values of a composite: a list, a gloss in brackets, a sentence with figures.

    Of a sentence only the specific values count: its words are a paraphrase.
    """
    parts = [value_of(part) for part in _split_composite(raw)]
    short = [part for part in parts if part.kind not in ("empty", "flag", "text")]
    inside = [atom.value for part in parts if part.kind == "text" for atom in atoms_of(part.form)]
    return (*short, *inside)


def _split_composite(raw: str) -> list[str]:
    if "-" in raw or "–" in raw:
        raw = days_apart(normal_text(raw))
    for mark in "()（）[]/;；、，—":
        raw = raw.replace(mark, "\n")
    return [
        part for part in raw.replace(", ", "\n").replace(" - ", "\n").split("\n") if part.strip()
    ]
