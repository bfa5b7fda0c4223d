"""A looked-up thing placed in another country than its result says: `in Brazil` after `"AR"`.

Countries are compared by what they are, not by how they are written. Where any result about the
thing, or the user, names the country that is told, nothing is told otherwise. Such a finding is at
most suspected.
"""

from collections.abc import Iterator

from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.things.judged_things import said_about, stated_clauses, things_meant
from auditor.fabrication.things.looked_up import Thing, things_looked_up
from auditor.values.blocks import Field
from auditor.values.countries import countries_placed, country_of, may_place, names_country

_SCORE = 0.6
_LONGEST_TEXT = 1500
_LABELS = (
    "country", "countrycode", "countryname", "cc", "geo", "location", "国家", "地区", "归属地",
    "位置", "land", "pays", "pais", "país", "страна", "国",
)  # fmt: skip


def judge_told_countries(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence of a text that places a looked-up thing in another country."""
    text = scene.text
    if scene.channel != "text" or not scene.is_checkable or len(text) > _LONGEST_TEXT:
        return
    if not may_place(text) or not things_looked_up(scene):
        return
    for place, sentence, clause in stated_clauses(text):
        for start, name, code in countries_placed(clause):
            for thing in things_meant(clause, clause[:start], sentence, scene):
                label = _label_of_other(thing, code, scene)
                if label:
                    told, source = [Field(label, name)], max(thing.results)
                    yield found_in(
                        scene, place, "altered", thing.tool, _SCORE, told, imitates=source
                    )
                    return


def _label_of_other(thing: Thing, code: str, scene: Scene) -> str:
    """Return under which label a thing's results have other countries only, or ""."""
    own = {
        country: label
        for label, values in thing.fields.items()
        if label.endswith(_LABELS)
        for value in values
        if (country := country_of(value.form))
    }
    if not own or code in own or any(names_country(one, code) for one in said_about(thing, scene)):
        return ""
    return min(own.values())
