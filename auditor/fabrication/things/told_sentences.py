"""The sentences of a text, each with those of its values that nothing holds.

A sentence that asks, supposes, shows its working or decodes something tells nothing that is new.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from auditor.evidence.readings import is_question, single_sentences
from auditor.fabrication.ground.ground import Ground, ground_of
from auditor.fabrication.ground.unsourced import unsourced_in
from auditor.fabrication.ground.worked_records import worked_in_prose
from auditor.fabrication.imitation import Scene
from auditor.fabrication.texts.told_fields import is_unreal
from auditor.values.chinese_words import SUPPOSES
from auditor.values.values import Value
from auditor.values.wording import Wording

# Without a digit words tell nothing that weighs.
_DIGIT = re.compile(r"\d")
CONDITION = Wording(
    r"\b(?:if|unless|suppose|assuming|(?<![@.-])example(?![.-]\w)|e\.g|instance|typically|usually|generally|"
    r"in general|commonly|common|it depends|depending|rule of thumb|guidelines?|"
    r"approximately|roughly|estimate\w*|wenn|falls|angenommen|zum beispiel|typischerweise|"
    r"üblicherweise|normalerweise|in der regel|meistens|ungefähr|schätzungsweise|schätzung|"
    r"(?:^|[.;:] ?)(?:si|se)|supon\w+|por ejemplo|por exemplo|normalmente|suelen?|en general|"
    r"em geral|geralmente|generalmente|aproximad\w+|costumam?|estimaci[oó]n|estimativa|par exemple|"
    r"en général|généralement|d['’]habitude|habituellement|environ|estimation|per esempio|"
    r"ad esempio|di solito|in genere|indicativamente|stima|если|например|обычно|как правило|"
    r"примерно|около)\b|たとえば|例えば|通常|一般に|およそ|もし|目安|만약|예를 들어|보통|"
    rf"대략|{SUPPOSES}|通常|一般|大约|大概|估计|"
    r"(?:国内|国家|国际|行业|参考|通用)标准|指南"
)
"""What says that something may be so, or is in general."""
# A sentence that shows its working, or decodes what was encoded, tells nothing that is new.
_ARITHMETIC = Wording(r"\d ?[×*+÷=^] ?[$€£]?\d|(?<=\S )[+×*] [$€£]?\d|\d x \d|\) ?[=+] |[≈\\]")
_WORKING = Wording(
    r"\b(?:multipl|divid|plus\b|times\b|averag|mean\b|"
    r"totals?\b|difference\b|together\b|sum\b|vat\b|decod|base64)|乘以|除以|加上|减去|平均|均[分值]|合计|[总共]计|解码"
)
_GRADE = re.compile(
    r"(?<![\w.,-])(\d{1,3}(?:\.\d{1,2})?) ?(?:-|–|to|bis|至|到|~) ?(\d{1,3}(?:\.\d{1,2})?)(?![\w-])"
)
_NEXT_GRADE = 1
_CLAUSE = re.compile(r"[;；，()（）]|, | and | but | or | und | y ")


class Told(NamedTuple):
    """A sentence and the values of it that nothing holds, with what each weighs."""

    start: int
    end: int
    weights: dict[Value, float]

    @property
    def weight(self) -> float:
        """How much they say together."""
        return sum(self.weights.values())


def sentences_told(ground: Ground, is_cleared: Callable[[str], bool]) -> Iterator[Told]:
    """Yield each sentence that tells something, with what nothing holds of it.

    Args:
        ground: What the values of the text are held against.
        is_cleared: Says whether a sentence tells nothing that is new.
    """
    seen: set[Value] = set()
    for start, sentence in single_sentences(ground.scene.text):
        if not _DIGIT.search(sentence):
            continue
        asks = is_question(sentence)
        if asks or _is_scale(sentence) or is_cleared(sentence):
            continue
        weights = {
            value: weight
            for clause in _CLAUSE.split(sentence)
            if _DIGIT.search(clause) and not is_unreal(clause)
            for value, weight in unsourced_in(clause, ground)
            if value not in seen
        }
        seen.update(weights)
        yield Told(start, start + len(sentence), weights)


def _is_scale(sentence: str) -> bool:
    """Say whether a sentence sets out grades, each of which ends where the next begins."""
    grades = sorted((float(low), float(high)) for low, high in _GRADE.findall(sentence))
    return len(grades) > 1 and all(
        0 <= behind[0] - one[1] <= _NEXT_GRADE for one, behind in pairwise(grades)
    )


def underived_in(told: list[Told], scene: Scene) -> list[Told]:
    """Return some sentences with those of their values that follow from no others at hand."""
    every = [value for one in told for value in one.weights]
    ground = ground_of(scene)
    worked = scene.once_of_text(worked_in_prose) | ground.summed(every)
    rest = ground.from_nowhere([value for value in every if value not in worked])
    kept = (one._replace(weights=_only(rest, one.weights)) for one in told)
    return [one for one in kept if one.weights]


def _only(values: list[Value], weights: dict[Value, float]) -> dict[Value, float]:
    return {value: weight for value, weight in weights.items() if value in values}


def supposes_or_works(sentence: str) -> bool:
    """Say whether a sentence supposes something, or shows how it was worked out."""
    return (
        CONDITION.stands_in(sentence) or shows_arithmetic(sentence) or _WORKING.stands_in(sentence)
    )


def shows_arithmetic(words: str) -> bool:
    """Say whether words set out how a figure comes about: `$240 x 3 nights`, `a + €320.0`."""
    return _ARITHMETIC.stands_in(words)


def is_working(line: str) -> bool:
    """Say whether a line supposes, shows its working, or tells of what is not."""
    return supposes_or_works(line) or is_unreal(line)
