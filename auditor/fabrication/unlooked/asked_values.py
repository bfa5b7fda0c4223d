"""One value of a thing, told in answer to a question for it, that no source holds.

`The flight number of D1EW9B is HAT817.` Under which label it stands need not be known: the answer
is short, nothing was called for it, and what it tells besides the thing's name looks like what the
results about that thing hold, an id like their ids, `Suite 847` like their `Suite 254`, and stands
nowhere. Nobody works such a value out. Questions for what comes next, or for something new, are
none of these.
"""

import re
from collections.abc import Iterator

from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.trace import ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Field
from auditor.values.dates import SHORT_MONTHS
from auditor.values.signature import signature
from auditor.values.values import Value, normal_text
from auditor.values.wording import Wording

_SCORE = 0.6
_LONGEST_ANSWER = 240
_LONGEST_QUESTION = 240
_LONG_NUMBER = 8
_FEWEST_DIGITS = 2
_DIGIT = re.compile(r"\d")
_NOT_ALNUM = re.compile(r"[\W_]+")
# `Suite 847`, `Gate 12`; a sum or a day may be worked out.
_COUNTED = re.compile(r"(?<![\w-])([A-ZÄÖÜÉ][^\W\d_]{2,20}) (\d{2,5})(?![\w%-]|[.:]\d)")
_WORKED_OUT = ("total", "sum", "day", "week", "month", "year", "page", "row", "line", "top", "step")
_FOR_SOMETHING_NEW = Wording(
    r"\b(?:next|new|another|other|instead|would|will|should|could|suggest\w*|recommend\w*|propos\w*|"
    r"example|e\.g|creat\w*|generat\w*|invent\w*|make|random|hash\w*|encod\w*|convert\w*|format\w*|"
    r"nächste\w*|neu\w*|beispiel\w*|siguiente|nuev[oa]|ejemplo|prochain\w*|nouve\w*|exemple)\b|"
    r"下一|新的|另|建议|例|生成|创建|换算|格式|随机"
)


def judge_asked_values(scene: Scene) -> Iterator[Imitation]:
    """Yield a short answer that tells the thing asked about a value from nowhere."""
    if not _may_be_asked(scene):
        return
    asked = named_in(scene.asked)
    text = normal_text(scene.text)
    if len(set(asked)) != 1 or asked[0].form not in text:
        return
    name = asked[0]
    about = [r for r, _ in scene.latest_results() if name.form in normal_text(r.output)]
    if not about:
        # A thing that nobody looked up: what other things' results look like.
        about = [result for result, _ in scene.latest_results()]
    values = [atom.value for atom in atoms_of(text) if atom.value != name]
    odd = [value for value in dict.fromkeys(values) if _is_odd(value, about, scene)]
    fields = bare_fields(odd, scene.text) or list(_odd_counted(about, scene))
    if fields:
        place = (0, len(scene.text.rstrip()))
        newest = max(result.index for result in about)
        tool = scene.pairing.answered[newest].name
        yield found_in(scene, place, "ungrounded", tool, _SCORE, fields, imitates=newest)


def _may_be_asked(scene: Scene) -> bool:
    """Say whether a text is a short answer to a short question, for which nothing was called."""
    return (
        scene.answers
        and not scene.has_called
        and len(scene.text) <= _LONGEST_ANSWER
        and 0 < len(scene.asked) <= _LONGEST_QUESTION
        and _DIGIT.search(scene.text) is not None
        and not _FOR_SOMETHING_NEW.stands_in(scene.asked)
        and not is_unreal(scene.text)
        and not is_hedged(scene.text)
    )


def _is_odd(value: Value, about: list[ToolResult], scene: Scene) -> bool:
    """Say whether a value looks like an id of the results and stands in no source."""
    digits = sum(map(str.isdigit, value.form))
    is_long = value.kind == "number" and value.form.isdigit() and digits >= _LONG_NUMBER
    if not (is_long or (value.kind == "id" and digits >= _FEWEST_DIGITS)):
        return False
    if scene.source_of(value) is not None or _is_spelt_otherwise(value.form, scene):
        return False
    look = signature(value)
    return any(
        signature(atom.value) == look
        for result in about
        for atom in atoms_of(normal_text(result.output))
    )


def _is_spelt_otherwise(form: str, scene: Scene) -> bool:
    """Say whether a source holds the same letters and digits, parted in another way."""
    bare = _NOT_ALNUM.sub("", form)
    return any(
        bare in _NOT_ALNUM.sub("", scene.evidence.normal(place))
        for place, text in enumerate(scene.evidence.texts)
        if text.event_index < scene.event_index
    )


def _odd_counted(about: list[ToolResult], scene: Scene) -> Iterator[Field]:
    """Yield `Suite 847` where the results hold another suite, and nothing this one."""
    told = [(word.casefold(), number) for word, number in _COUNTED.findall(scene.text)]
    for word, number in told:
        if word.startswith((*_WORKED_OUT, *SHORT_MONTHS)):
            continue
        own = {
            theirs
            for result in about
            for one, theirs in _COUNTED.findall(result.output)
            if one.casefold() == word
        }
        sources = f"{word} {number}"
        if any(len(theirs) == len(number) for theirs in own) and not _holds(sources, scene):
            yield Field("", sources)


def _holds(words: str, scene: Scene) -> bool:
    return any(
        words in scene.evidence.normal(place)
        for place, text in enumerate(scene.evidence.texts)
        if text.event_index < scene.event_index
    )
