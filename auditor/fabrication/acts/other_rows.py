"""An act told of another row of a list than the one that its call was about.

`I've shared it with Priya Raman` where the list has her beside Priya Rao, and the call was given
Rao's address; `branch release/2.8` where 2.9 was pushed. The clause names what only another row
has; nothing in the text names the row of the call; and nobody but the list names the other. Such a
finding is at most suspected.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from auditor.fabrication.acts.acts import Act, Held, acts_of_turn
from auditor.fabrication.acts.meant import clauses_of_acts, told_otherwise
from auditor.fabrication.acts.sentences import ToldAsDone, figured
from auditor.fabrication.imitation import Imitation, Scene
from auditor.trace import ToolResult
from auditor.values.atoms import holds_figure
from auditor.values.blocks import Field
from auditor.values.labels import label_key
from auditor.values.occurrences import place_of
from auditor.values.places import places_of
from auditor.values.values import value_of
from auditor.values.wording import Wording

_FEWEST_ROWS, _MOST_ROWS = 2, 60
_SHORTEST, _SHORTEST_PART, _LONGEST = 2, 4, 60
_MOST_WORDS, _LONG_NAME = 4, 8
_LONGEST_LIST = 20_000
_MOST_LISTS = 12
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-Þ]")
# Of what was left alone, or could be had.
_OF_REST = Wording(
    r"\b(?:other|others|another|remaining|also|still|available|left|unlike|besides|while|whereas|"
    r"same|similar|alternativ\w*|option\w*|full|taken|busy|andere\w*|übrig\w*|auch|noch|otr[oa]s?|"
    r"también|autres?|aussi|outr[oa]s?|também)\b|其[他余它]|另|还(?:有|剩|在|可)|也|仍|ほか|他の"
)


class Row(NamedTuple):
    """A row of a list: its values as written, by their labels."""

    values: tuple[tuple[str, str], ...]


def judge_other_rows(scene: Scene) -> Iterator[Imitation]:
    """Yield the first clause of an account that tells an act of another row."""
    pairs = [
        (act, own, others)
        for act in acts_of_turn(scene)
        for own, others in _rows_of(act, scene)
        if not _is_named(own, others, scene.text)
    ]
    if not pairs:
        return
    for clause, meant in clauses_of_acts(scene):
        if _OF_REST.stands_in(clause.words):
            continue
        for act, own, others in pairs:
            if act not in meant:
                continue
            told = next(_names_of_others(clause, own, others, act, scene), None)
            if told is not None:
                yield told_otherwise(clause, act, told, act.call.index, scene)
                return


def _rows_of(act: Act, scene: Scene) -> Iterator[tuple[Row, list[Row]]]:
    """Yield the rows that a call was given something of, each alone in its list, and the others."""
    given = [one.written for one in act.held if one.is_given and len(one.written) >= _SHORTEST]
    for result in _lists_before(act, scene):
        rows = rows_in(result.output)
        if not _FEWEST_ROWS <= len(rows) <= _MOST_ROWS:
            continue
        clocks = {one.value for one in act.held if one.is_given and one.value.kind == "time"}
        held = [
            row
            for row in rows
            if any(_has(row, one) for one in given)
            or any(value_of(value) in clocks for _, value in row.values)
        ]
        if len(held) == 1:
            yield held[0], [row for row in rows if row is not held[0]]


def _lists_before(act: Act, scene: Scene) -> Iterator[ToolResult]:
    found = 0
    for result, _ in scene.latest_of_any_length():
        if result.index < act.call.index and len(result.output) <= _LONGEST_LIST:
            yield result
            found += 1
            if found == _MOST_LISTS:
                return


@lru_cache(maxsize=64)
def rows_in(output: str) -> tuple[Row, ...]:
    """Return the rows of the only list of a result; none where it has several, or none."""
    places = places_of(output)
    leaves = places.leaves if places else ()
    rows: dict[int, list[tuple[str, str]]] = {}
    roots = set()
    for leaf in leaves:
        if leaf.items:
            label = leaf.names[-1] if leaf.names else ""
            rows.setdefault(leaf.items[0], []).append((label, leaf.value))
            roots.add(leaf.column[: leaf.column.index("*")] if "*" in leaf.column else ())
    if len(roots) == 1:
        return tuple(Row(tuple(values)) for values in rows.values())
    lines = output.split()
    # What a command lists, one name a line.
    names = len(lines) > 1 and len(lines) == len(output.strip().splitlines())
    return tuple(Row((("", line),)) for line in lines) if names and not leaves else ()


def _has(row: Row, given: str) -> bool:
    wanted = given.casefold()
    return any(
        value.casefold() == wanted
        or _is_leading(wanted, value.casefold())
        or (len(value) >= _LONG_NAME and place_of(value, given) >= 0)
        for _, value in row.values
    )


def _is_leading(given: str, value: str) -> bool:
    """Say whether a value is what was given with a remark: `release/2.9 (current)`."""
    return value.startswith(given) and value[len(given) : len(given) + 2] == " ("


def _parts_of(value: str) -> Iterator[str]:
    """Yield a value and its words that may stand for it: a name's first, or its last."""
    bare = value.partition(" (")[0]
    yield bare
    if not _DIGIT.search(bare):
        words = _WORD.findall(bare)
        if 1 < len(words) <= _MOST_WORDS:
            yield from (word for word in words if len(word) >= _SHORTEST_PART)


def _is_named(own: Row, others: list[Row], text: str) -> bool:
    """Say whether a text names a row, by anything that it alone of its list holds."""
    lowered = text.casefold()
    return any(
        _stands_in(word, lowered) and not any(_holds(other, word) for other in others)
        for _, value in own.values
        if len(value) >= _SHORTEST
        for word in map(str.casefold, _parts_of(value))
    )


def _stands_in(part: str, lowered: str) -> bool:
    return part in lowered if _WIDE.search(part) else place_of(part, lowered) >= 0


def _names_of_others(
    clause: ToldAsDone, own: Row, others: list[Row], act: Act, scene: Scene
) -> Iterator[Field]:
    """Yield what a clause names that only another row holds, and nobody else told."""
    lowered = clause.words.casefold()
    own_values = " ".join(value for _, value in own.values).casefold()
    asked = f"{scene.asked} {act.call.arguments_raw} {act.result.output}".casefold()
    counted = {held.place[-1]: held for held in act.held if _is_number(held)}
    for row in others:
        for label, value in row.values:
            if _is_time_of_other(value, clause):
                yield Field(label, value)
            if _is_figure_of_other(value, counted.get(label_key(label)), clause, scene):
                yield Field(label, value)
            for part in _parts_of(value):
                word = part.casefold()
                if (
                    _can_name(part)
                    and (part == value or part in clause.words)
                    and _stands_in(word, lowered)
                    and word not in own_values
                    and word not in asked
                    and not any(_holds(other, word) for other in others if other is not row)
                ):
                    yield Field(label, part)


def _is_number(held: Held) -> bool:
    """Say whether a value is a number that the call was given."""
    return held.is_given and held.value.kind == "number"


def _is_figure_of_other(value: str, given: Held | None, clause: ToldAsDone, scene: Scene) -> bool:
    """Say whether a clause tells another row's number in the place of an act's own."""
    if given is None or given.value == value_of(value):
        return False
    told = [one.figure.value for one in clause.told]
    said = [one.figure.value for one in figured(f"{scene.text}\n{scene.asked}")]
    wrong = value_of(value)
    if wrong not in told or given.value in said:
        return False
    return not any(
        wrong == held.value or holds_figure(act.result.output, wrong.form)
        for act in acts_of_turn(scene)
        for held in act.held
    )


def _is_time_of_other(value: str, clause: ToldAsDone) -> bool:
    """Say whether a clause tells another row's time of day, on a clock of twelve hours, too."""
    clock = value_of(value)
    if clock.kind != "time":
        return False
    told = [one.figure.value.form for one in clause.told if one.figure.value.kind == "time"]
    hour, _, rest = clock.form.partition(":")
    return any(one in (clock.form, f"{int(hour) % 12:02}:{rest}") for one in told)


def _holds(row: Row, word: str) -> bool:
    return any(word in value.casefold() for _, value in row.values)


def _can_name(part: str) -> bool:
    """Say whether a value names a thing: no bare figure of few digits, no common word."""
    if not _SHORTEST <= len(part) <= _LONGEST:
        return False
    if _WIDE.search(part):
        return True
    if part.isdigit():
        return len(part) >= _SHORTEST_PART
    return bool(_CAPITAL.match(part) or _DIGIT.search(part) or " " in part)
