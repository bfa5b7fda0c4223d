"""A text of the model before any result: what only a call that was never made can tell."""

from collections.abc import Iterator

from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.quotes.unread_quotes import judge_unread_quotes
from auditor.fabrication.stretches import settled, without_set_apart
from auditor.fabrication.unlooked.as_found import judge_as_found
from auditor.fabrication.unlooked.attributed import judge_attributed
from auditor.fabrication.unlooked.from_nowhere import judge_from_nowhere
from auditor.fabrication.unlooked.never_called import judge_never_called
from auditor.fabrication.unlooked.told_ahead import judge_told_ahead
from auditor.fabrication.unlooked.told_of_names import judge_told_of_names
from auditor.fabrication.unlooked.unlooked_things import judge_unlooked_things
from auditor.fabrication.unlooked.unlooked_verdicts import judge_unlooked_verdicts
from auditor.fabrication.unlooked.unqueried import judge_unqueried
from auditor.fabrication.unlooked.unretrieved import judge_unretrieved
from auditor.values.blocks import Block, blocks_of


def judge_first_text(scene: Scene) -> list[Imitation]:
    """Return what a text makes up where there is no result yet whose layout it could imitate."""
    whole, scene = scene, without_set_apart(scene)
    found = list(judge_attributed(scene))
    found = found or list(judge_never_called(scene)) or list(judge_unqueried(scene))
    found = found or list(judge_without_look(blocks_of(scene.text), scene))
    found = found or list(judge_told_ahead(scene))
    found = found or list(judge_unlooked_things(blocks_of(scene.text), scene))
    found = found or list(judge_told_of_names(blocks_of(scene.text), scene))
    found = found or list(judge_from_nowhere(blocks_of(scene.text), scene))
    found = found or list(judge_unread_quotes(scene))
    return settled(found, scene, whole)


def judge_without_look(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield what only a look that was never made can tell.

    Records, else what words lead up to, else how a thing turned out.
    """
    found = list(judge_unretrieved(blocks, scene)) or list(judge_as_found(scene))
    yield from found or judge_unlooked_verdicts(scene)
