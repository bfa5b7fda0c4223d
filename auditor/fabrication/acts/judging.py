"""What a text tells of the acts of its turn, held against what their calls were given."""

from collections.abc import Callable, Iterator

from auditor.fabrication.acts.left_out import judge_left_out
from auditor.fabrication.acts.not_yet import judge_not_yet
from auditor.fabrication.acts.other_addresses import judge_other_addresses
from auditor.fabrication.acts.other_figures import judge_other_figures
from auditor.fabrication.acts.other_names import judge_names_of_acts
from auditor.fabrication.acts.other_rows import judge_other_rows
from auditor.fabrication.acts.other_verbs import judge_other_verbs
from auditor.fabrication.acts.other_weekdays import judge_other_weekdays
from auditor.fabrication.acts.other_words import judge_other_words
from auditor.fabrication.acts.sentences import is_account
from auditor.fabrication.acts.siblings import judge_siblings
from auditor.fabrication.imitation import Imitation, Scene

_JUDGES: tuple[Callable[[Scene], Iterator[Imitation]], ...] = (
    judge_other_figures,
    judge_other_rows,
    judge_other_words,
    judge_names_of_acts,
    judge_other_addresses,
    judge_other_verbs,
    judge_not_yet,
    judge_left_out,
    judge_other_weekdays,
    judge_siblings,
)


def judge_acts(scene: Scene) -> Iterator[Imitation]:
    """Yield the first thing that an account of a turn's acts tells otherwise than they were."""
    if is_account(scene):
        for judge in _JUDGES:
            found = next(judge(scene), None)
            if found is not None:
                yield found
                return
