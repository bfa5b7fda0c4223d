"""Stretches that were found in a text: what they lie over, and how they are told in its own words.

Judges see a text without programs, announced examples and the like, all of one length: places stay
what they are.
"""

from auditor.fabrication.excused.announced import without_announced
from auditor.fabrication.excused.on_request import is_on_request
from auditor.fabrication.ground.subnets import without_subnets
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.texts.programs import without_programs

_GAP = 200


def without_set_apart(scene: Scene) -> Scene:
    """Return a scene without programs, announced examples and parts of networks that were named."""
    text = without_announced(without_programs(scene.text))
    return scene._replace(text=without_subnets(text, scene))


def in_full(one: Imitation, judged: str, whole: str) -> Imitation:
    """Return what was found in a part of a text with its words as they stand there."""
    if one.quote != judged[one.start : one.end]:
        return one
    return one._replace(quote=whole[one.start : one.end])


def settled(near: list[Imitation], told: Scene, scene: Scene) -> list[Imitation]:
    """Return what was found in a part of a text, but for what the user asked for."""
    found = [in_full(one, told.text, scene.text) for one in near]
    return neighbours_joined([one for one in found if not is_on_request(one, scene)], scene.text)


def rest_of(found: list[Imitation], text: str) -> str:
    """Return what of a text lies in nothing that was found."""
    rest, last = "", 0
    for one in sorted(found, key=lambda one: one.start):
        rest += text[last : one.start]
        last = max(last, one.end)
    return rest + text[last:]


def neighbours_joined(found: list[Imitation], text: str) -> list[Imitation]:
    """Make one of neighbours of one kind and tool: the rows of a table are one result."""
    joined: list[Imitation] = []
    for one in found:
        last = joined[-1] if joined else None
        same = last is not None and (last.kind, last.tool) == (one.kind, one.tool)
        if last is not None and same and one.start - last.end <= _GAP:
            joined[-1] = last._replace(
                end=one.end,
                quote=text[last.start : one.end],
                values=last.values + one.values,
                score=max(last.score, one.score),
            )
        else:
            joined.append(one)
    return joined


def is_of_form(one: Imitation) -> bool:
    """Say whether only the place of some words is at fault, where what they tell is not."""
    return one.kind in ("copied", "re-rendered")


def overlap(one: Imitation, other: Imitation) -> bool:
    """Say whether two stretches have a sign in common."""
    return one.start < other.end and other.start < one.end
