"""A result's number told in another unit of the same sort: 1840 milliseconds as `1,840 µs`.

The text tells the number itself, so nothing was converted, and in no other place under the unit
that the result gives it. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from auditor.evidence.readings import single_sentences
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.texts.told_figures import Figure, figures_of, with_units
from auditor.trace import ToolResult
from auditor.values.blocks import Field
from auditor.values.values import normal_text

_SCORE = 0.6
_MOST_RESULTS = 8
_LONGEST, _LONGEST_OUTPUT = 4000, 4000
_FEWEST_DIGITS = 2
_NAMES = {
    ("time", "ns"): "ns nanosecond nanoseconds",
    ("time", "µs"): "µs μs us microsecond microseconds microseg",
    (
        "time",
        "ms",
    ): "ms msec millisecond milliseconds millisekunden millisecondes milisegundos 毫秒",
    ("time", "s"): "s sec secs second seconds sekunde sekunden secondes segundos secondi 秒",
    ("time", "min"): "min mins minute minutes minuten minutos minuti 分钟 分",
    ("time", "h"): "h hr hrs hour hours stunde stunden heures horas ore 小时 時間",
    ("time", "d"): "d day days tag tage tagen jours días dias giorni 天 日間",
    ("size", "k"): "kb kib kilobyte kilobytes",
    ("size", "m"): "mb mib megabyte megabytes",
    ("size", "g"): "gb gib gigabyte gigabytes",
    ("size", "t"): "tb tib terabyte terabytes",
}
_WORDS = re.compile(
    r"[^\W\d_\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{3,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2,}"
)
_Unit = tuple[str, str]
_UNITS: dict[str, _Unit] = {name: unit for unit, names in _NAMES.items() for name in names.split()}


def judge_wrong_units(scene: Scene) -> Iterator[Imitation]:
    """Yield each such figure of a text."""
    text = scene.text
    if not scene.is_checkable or len(text) > _LONGEST:
        return
    told = [one for one in figures_of(text) if one.unit in _UNITS and _says(one)]
    if not told:
        return
    for result, call in islice(scene.latest_results(), _MOST_RESULTS):
        held = _held(with_units(result.output)) if len(result.output) <= _LONGEST_OUTPUT else {}
        for start, sentence in single_sentences(text) if held else ():
            wrong = [one for one in _misfits(sentence, told, held) if not _is_said(one, scene)]
            if wrong and _speaks_of(sentence, result):
                yield found_in(
                    scene, (start, start + len(sentence)), "altered", call.name, _SCORE,
                    [Field("", f"{one.value.form} {one.unit}") for one in wrong],
                    imitates=result.index,
                )  # fmt: skip


def _misfits(
    sentence: str, told: list[Figure], held: dict[str, frozenset[_Unit]]
) -> Iterator[Figure]:
    """Yield the figures of a sentence that results have in another unit of their sort alone."""
    if is_unreal(sentence) or is_hedged(sentence):
        return
    known = {(one.value.form, _UNITS[one.unit]) for one in told}
    for one in figures_of(sentence):
        own = held.get(one.value.form, frozenset())
        unit = _UNITS.get(one.unit)
        if unit is None or unit in own or {sort for sort, _ in own} != {unit[0]}:
            continue
        if _says(one) and not any((one.value.form, other) in known for other in own):
            yield one


def _speaks_of(sentence: str, result: ToolResult) -> bool:
    """Say whether a sentence has a word of a result."""
    return bool((_words_in(sentence) & _words_in(result.output)) - _UNITS.keys())


def _held(output: str) -> dict[str, frozenset[_Unit]]:
    """Return the units of each number of a result whose every place has one that is known."""
    units: dict[str, set[_Unit | None]] = {}
    for one in figures_of(output):
        units.setdefault(one.value.form, set()).add(_UNITS.get(one.unit))
    return {
        form: frozenset(unit for unit in some if unit)
        for form, some in units.items()
        if None not in some
    }


def _is_said(one: Figure, scene: Scene) -> bool:
    """Say whether somebody but the model wrote a number with its unit, with or without a blank."""
    forms = {f"{one.value.form} {one.unit}", f"{one.value.form}{one.unit}"}
    return any(
        form in normal_text(source.raw)
        for source in scene.evidence.texts
        if source.author in ("system", "user", "result") and source.event_index < scene.event_index
        for form in forms
    )


def _says(one: Figure) -> bool:
    return one.value.kind == "number" and sum(map(str.isdigit, one.value.form)) >= _FEWEST_DIGITS


@lru_cache(maxsize=1024)
def _words_in(text: str) -> frozenset[str]:
    """Return the words of a text in one spelling."""
    return frozenset(_WORDS.findall(normal_text(text)))
