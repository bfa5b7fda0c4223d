"""Words that stand under a mark of the runtime and set out no record: judged by their values."""

from auditor.fabrication.imitation import (
    Imitation,
    Kind,
    Scene,
    bare_fields,
    found_in,
    stands_in_result,
)
from auditor.fabrication.records.marked_results import is_marked_as_result, is_of_one_source
from auditor.fabrication.texts.positions import Position
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Block, Field, blocks_of
from auditor.values.occurrences import holds
from auditor.values.places import places_of
from auditor.values.spellings import spellings
from auditor.values.values import SPECIFIC, Value, normal_text, value_of
from auditor.values.wording import Wording

# Labels that name a tool's answer; the other ones head all sorts of text.
_TOOL_ROLES = ("tool", "工具")
_STRONG = ("observation", "tool", "function", "观察", "工具")
_SCORE = 0.8
_FEWEST_WORDS = 2
_MISREAD = Wording(r"\b(?:pars(?:e|ing)|invalid|syntax|malformed|unexpected token|decod)")


def judge_position(position: Position, scene: Scene) -> Imitation | None:
    """Judge marked words that set out no record: by their specific values."""
    weak = position.mark == "label" and not position.word.startswith(_STRONG)
    body = scene.text[position.start : position.end].strip()
    # Behind a mark of the template somebody else speaks.
    said = body.partition("<|")[0]
    blocks = blocks_of(said)
    plays_tool = position.mark != "role" or position.word in _TOOL_ROLES or bool(blocks)
    if not body or not plays_tool or _is_misread(position, blocks, body):
        return None
    values = [atom.value for atom in atoms_of(normal_text(said)) if atom.value.kind in SPECIFIC]
    labels = {value_of(field.label) for block in blocks for field in block.fields}
    new = [v for v in values if v not in labels and scene.source_of(v) is None]
    fields = bare_fields(new, scene.text)
    kind: Kind | None = "invented"
    if len(new) <= weak:
        words = [] if weak else _new_words(blocks, scene)
        if words and not _may_be_translated(words, values, scene):
            fields = words
        else:
            kind = None if weak else _kind_of_known(position, said, blocks, values, scene)
    if kind is None:
        return None
    place = position.start, position.end
    sure = position.mark == "markup" and (kind != "invented" or bool(new))
    return found_in(scene, place, kind, "", _SCORE, fields, sure=sure)._replace(quote=body)


def _kind_of_known(
    position: Position, said: str, blocks: list[Block], values: list[Value], scene: Scene
) -> Kind | None:
    """Return what words without a new value are where they play a result, or None.

    Args:
        position: Where they stand.
        said: The words.
        blocks: The records that they set out.
        values: Their specific values.
        scene: The text.
    """
    if stands_in_result(said, scene):
        return "copied"
    if _plays_result(position, scene) and not _is_quoted(_told_in(values, blocks), scene):
        return "invented"
    # Before a first call a user's own words may be quoted under their labels.
    if values and (position.mark != "label" or scene.newest_tool):
        return "re-rendered"
    return None


def _is_misread(position: Position, blocks: list[Block], body: str) -> bool:
    """Say whether a runtime says in the model's place that it could not read a call."""
    is_record = any(block.is_record for block in blocks)
    return "error" in position.word and not is_record and _MISREAD.stands_in(body)


def _told_in(specific: list[Value], blocks: list[Block]) -> list[Value]:
    """Return what marked words tell: the values of records, else their figures and names."""
    fields = [value_of(field.value) for block in blocks for field in block.fields]
    return [one for one in fields if one.kind not in ("empty", "text")] or specific


def _is_quoted(told: list[Value], scene: Scene) -> bool:
    return bool(told) and is_of_one_source(told, scene)


def _plays_result(position: Position, scene: Scene) -> bool:
    """Say whether markup on a line of its own opens what no call of the turn returned.

    Whoever explains a runtime's marks names them in a sentence.
    """
    text = scene.text
    opens = text[: position.opens].rstrip(" \t`")
    return (
        is_marked_as_result(scene)
        and (not opens or opens.endswith("\n"))
        and text[position.start : position.end].lstrip(" \t").startswith(("\n", "{", "["))
    )


def _may_be_translated(words: list[Field], told: list[Value], scene: Scene) -> bool:
    """Say whether words may be those that are left of one result, in another script.

    All else that is told is that result's, and it has a word for each.
    """
    for result, _ in scene.latest_results():
        normal = normal_text(result.output)
        if told and all(holds(normal, one, spellings(one)) for one in told):
            places = places_of(result.output)
            leaves = places.leaves if places else ()
            left = [
                leaf.value
                for leaf in leaves
                if value_of(leaf.value).kind == "word" and leaf.value not in scene.text
            ]
            wide = all(not word.value.isascii() for word in words)
            return wide and sum(map(str.isascii, left)) >= len(words)
    return False


def _new_words(blocks: list[Block], scene: Scene) -> list[Field]:
    """Return the fields of records whose values are words that no source has, where several are."""
    found = [
        field
        for block in blocks
        for field in block.fields
        if (value := value_of(field.value)).kind == "word" and scene.source_of(value) is None
    ]
    return found if len(found) >= _FEWEST_WORDS else []
