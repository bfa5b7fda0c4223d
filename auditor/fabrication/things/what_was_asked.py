"""Whether a text tells what the user just asked about, whatever else it names beside it.

`Verdict as for oa-gx70.cc.` and `和197.83.193.12一档。` behind what a look at another thing found
name a thing that nobody asks about: what is told is none of its.
"""

from collections.abc import Iterable

from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.readings_of_things import Reading
from auditor.values.occurrences import name_told, place_of

_SHORTEST = 4


def asks_about_another(readings: Iterable[Reading], scene: Scene) -> bool:
    """Say whether the user's newest words name what earlier calls were for, and none of these."""
    asked, own = scene.asked, tuple(readings)
    named = {
        field.value
        for _, call in scene.latest_results()
        for field in arguments_of(call)
        if len(field.value) >= _SHORTEST and name_told(field.value, asked)
    }
    spoken = "\n".join(f"{one.call.arguments_raw}\n{one.result.output}" for one in own)
    return bool(named) and not any(place_of(name, spoken) >= 0 for name in named)


def those_asked_about(readings: list[Reading], scene: Scene) -> list[Reading]:
    """Return the reading of what alone the user's newest words name, all where there is none."""
    named = [one for one in readings if any(name_told(name, scene.asked) for name in one.names)]
    return named if len(named) == 1 else readings


def is_what_was_asked(theirs: Iterable[str], mine: Iterable[str], scene: Scene) -> bool:
    """Say whether the user's newest words name the thing whose result a text tells, and no other.

    Args:
        theirs: What that thing is called.
        mine: What the other thing is called, which the text names, too.
        scene: The text.
    """
    asked = scene.asked
    return any(name_told(name, asked) for name in theirs) and not any(
        name_told(name, asked) for name in mine
    )
