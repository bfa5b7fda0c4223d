"""What stands in a runtime's markup as a result: whether any one source holds it."""

from collections.abc import Iterable, Iterator

from auditor.evidence.provenance import told_under
from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.imitation import Scene
from auditor.values.blocks import Block
from auditor.values.labels import label_key
from auditor.values.occurrences import holds
from auditor.values.spellings import spellings
from auditor.values.values import Value, normal_text, value_of


def is_marked_as_result(scene: Scene) -> bool:
    """Say whether a place plays, in a runtime's markup, what no call of the turn returned."""
    return scene.position == "markup" and not (
        scene.has_called or scene.is_partial or asks_for_example(scene.asked)
    )


def is_of_one_source(values: Iterable[Value], scene: Scene) -> bool:
    """Say whether one source before a text holds some values, or a result and its call together.

    A name that a user gives is a question, several values may be a record.
    """
    evidence, told = scene.evidence, list(values)
    for place, text in enumerate(evidence.texts):
        if text.event_index >= scene.event_index or (text.author == "user" and len(told) <= 1):
            continue
        call = scene.pairing.answered.get(text.event_index)
        sources = [evidence.normal(place), normal_text(call.arguments_raw) if call else ""]
        if all(any(holds(source, one, spellings(one)) for source in sources) for one in told):
            return True
    return False


def quoted_values(block: Block, scene: Scene) -> Iterator[Value]:
    """Yield what a record tells: words and figures, a yes or no only in place of such."""
    records = scene.evidence.records_before(scene.event_index)
    for field in block.fields:
        value = value_of(field.value)
        if value.kind == "flag" and any(
            value_of(own).kind == "flag" for own in told_under(records, label_key(field.label))
        ):
            continue
        if value.kind not in ("empty", "text"):
            yield value
