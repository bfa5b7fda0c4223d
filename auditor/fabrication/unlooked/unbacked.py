"""Answers that tell figures and names of records which nothing returned, in whatever words.

A text is weighed by its specific values without any source: what people know by heart, round off
or work out weighs nothing. Where a look was due, because the newest call failed, found nothing, or
was never made for what the user named, nobody can know a reading or a time of day. Elsewhere
figures may be worked out, planned or proposed: there most of them must be new, or be none that
anybody works out. A row that nothing holds, in a list whose other rows are genuine, is one too
many. Such a finding is at most suspected.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache

from auditor.claims.claim_phrases import phrases_of
from auditor.evidence.failures import failed
from auditor.fabrication.examples import asks_what_returns
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.of_record import follows_from_record
from auditor.fabrication.ground.unsourced import (
    asks_for_unit,
    is_known_by_heart,
    is_release,
    telling_values,
    unsourced_in,
)
from auditor.fabrication.ground.untraced import is_users, named_in, was_looked_up
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.told_fields import values_in_clauses
from auditor.fabrication.texts.workshop import is_workshop
from auditor.fabrication.things.looks_due import asks_in_general
from auditor.fabrication.things.readings_of_things import names_one, readings_of_things
from auditor.fabrication.things.told_sentences import (
    CONDITION,
    Told,
    is_working,
    sentences_told,
    supposes_or_works,
    underived_in,
)
from auditor.fabrication.unlooked.after_failure import end_of_answer, names_what_failed
from auditor.fabrication.unlooked.all_new import tells_only_new
from auditor.fabrication.unlooked.of_tools import is_of_tools
from auditor.pairing import last_result_before
from auditor.trace import ToolResult
from auditor.values.blocks import Block
from auditor.values.spellings import spellings
from auditor.values.values import Value, normal_text
from auditor.values.wording import Wording

_ENOUGH = 1.0
_BESIDE_RESULT = 2.0
_WORKSHOP = 2.0
_CLAIMED = 0.5
_MEASURED = 0.2
_MOST_MEASURES = 3
_NEWEST_ANSWERS = 6
_SCORE = 0.5
_LONGEST = 1500
_FEWEST_TRUE_ROWS = 2
_WORDS_BESIDE = 2
_ROW = 0.4
_FIELDS_OF_RECORD = 3
_CLAUSES_OF_RECORD = 6
_DIGITS_OF_FORMULA = 2
_MOSTLY = 0.6
# Without a digit words tell nothing that weighs.
_DIGIT = re.compile(r"\d")
_MEASURED_IN = re.compile(r"(?<![\w.,])\d[\d.,]* ?([^\W\d]{2,20})")
# The model says that it worked out itself what follows.
_RECKONED = Wording(
    r"\b(?:projections?|projected|extrapolat\w*|back-of-the-envelope|"
    r"(?:i|i['’]ve|i have) (?:calculated|computed|worked|reckoned)|my (?:own )?calculations?|"
    r"hochgerechnet|hochrechnung|überschlag\w*|proyecci\w+|extrapol\w+|projeç\w+|proiezion\w+)\b|"
    r"推算|按公式|试算|試算|прикинул|по формуле"
)
# A plan, or values to compare with that everybody of the trade knows.
_OF_NO_RECORD = Wording(
    r"^\W*(?:(?:my|the|here(?:['’]s| is) (?:my|the|a)) )?(?:plan|proposal|draft)\b|"
    r"\b(?:referenz|reference (?:range|value|interval)|normal range)|参考(?:值|范围)|"
    r"计划如下|方案如下"
)
# A list of nothing, or an object that holds no more than such a list and a count of none.
_EMPTY = re.compile(r"(?:[\s\[\]{},]|\"\w+\": ?|\b(?:null|None|0)\b)*")
_WORD = re.compile(r"[^\W\d_]{3,}")
_HEAD = re.compile(
    r"^[ \t]*(?:#{1,5} [^\n]+|\*\*[^*\n]{2,60}\*\*:?|[一二三四五六七八九十]{1,2}、[^\n]{1,30}|"
    r"【[^\n】]{1,30}】)[ \t]*$",
    re.MULTILINE,
)
_FEWEST_TRUE_SECTIONS = 2
# What is not to be looked up: what comes next, whom to call, what is known of such things.
_PLANS = Wording(
    r"\b(?:recommend\w*|next steps?|plans?|todo|propos\w*|contacts?|background|references?|"
    r"sources?|"
    r"template|draft|empfehl\w*|nächste|schritte|hintergrund|kontakt|recommand\w*|recomend\w*|"
    r"próximos|prochaines|raccomand\w*)\b|建议|下一步|计划|背景|联系|参考|草稿|推荐|対応|推奨|背景|参考|次の|권고|다음|배경"
)


def judge_unbacked(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield the stretch of a text that tells too much that nothing returned.

    Args:
        blocks: The records that the text sets out: a made-up one is an imitation of a result.
        scene: The text.
    """
    text = scene.text
    if len(text) > _LONGEST or not scene.answers or asks_what_returns(scene.asked):
        return
    if asks_for_fiction(scene.asked):
        return
    if asks_for_unit(scene.asked) or _OF_NO_RECORD.stands_in(text):
        return
    if not scene.has_called and (_asks_in_general(scene) or _RECKONED.stands_in(text)):
        return
    ground = ground_of(scene)
    if not any(unsourced_in(text, ground)) or not (scene.has_called or is_of_tools(scene)):
        return
    told = [
        rest
        for one in sentences_told(ground, supposes_or_works)
        if (rest := _but_told_before(one, scene)).weights
    ]
    told = _told_too_much(told, scene) and _told_too_much(underived_in(told, scene), scene)
    told = told or _rows_too_many(scene) or _section_too_many(scene)
    if told:
        found = _found(told, scene)
        told_record = _is_record(told, [*blocks, *_told_in_clauses(text)])
        yield found._replace(kind="invented") if told_record else found


def _but_told_before(one: Told, scene: Scene) -> Told:
    """Return a sentence without the numbers that the model told before: it was judged there."""
    weights = {
        value: weight
        for value, weight in one.weights.items()
        if not (
            value.kind == "number"
            and (
                _was_told(value, scene)
                or _follows_from_asked(value, one, scene)
                or value in ground_of(scene).of_columns([value])
            )
        )
    }
    return one._replace(weights=weights)


def _follows_from_asked(value: Value, one: Told, scene: Scene) -> bool:
    """Say whether a number follows from the record of what the user asks about, by some rate."""
    words = normal_text(scene.text[one.start : one.end])
    asked = [own for own in readings_of_things(scene) if names_one(own, scene.asked)]
    return any(follows_from_record(value, own.fields, words, scene) for own in asked)


def _was_told(value: Value, scene: Scene) -> bool:
    tells = scene.evidence.told_before
    return len(value.form) > 1 and any(tells(way, scene.event_index) for way in spellings(value))


def _asks_in_general(scene: Scene) -> bool:
    return asks_in_general(scene.asked) and not _names_new_thing(scene.asked, scene)


def _told_in_clauses(text: str) -> Iterator[Block]:
    """Yield the record that clause after clause tells, where it has many fields."""
    record = values_in_clauses(text)
    if record and len(record.fields) >= _CLAUSES_OF_RECORD:
        yield record


def _is_record(told: list[Told], blocks: list[Block]) -> bool:
    """Say whether all that nothing holds stands in records of several fields."""
    records = [block for block in blocks if len(block.fields) >= _FIELDS_OF_RECORD]
    return all(
        any(block.start < one.end and one.start < block.end for block in records) for one in told
    )


def _told_too_much(told: list[Told], scene: Scene) -> list[Told]:
    """Return the sentences that weigh too much together, or that claim a call of their own.

    Where no look was due, figures about what was looked up before may be worked out, planned or
    proposed: only what nobody works out says that it was made up.
    """
    if not told or _is_one_number(told):
        return []
    claims = [p for p in phrases_of(scene.text) if p.sort in ("query", "glance", "action")]
    last = last_result_before(scene.event_index, scene.pairing)
    result = last if last is not None and last.turn == scene.event.turn else None
    is_due = _is_look_due(result, scene)
    if result is not None and failed(result):
        end = end_of_answer(scene, result)
        told = [
            one
            for one in told
            if one.start < end or names_what_failed(scene.text[one.start : one.end], scene, result)
        ]
    is_alone = tells_only_new(told, scene)
    if not (is_due or is_alone) and (result or not _is_mostly_new(told, scene)):
        told = [one for one in (_beyond_working_out(one, scene) for one in told) if one.weights]
    enough = _ENOUGH if result is None or is_due or is_alone else _BESIDE_RESULT
    enough *= _WORKSHOP if is_workshop(scene) else 1.0
    weight = sum(one.weight for one in told)
    if told and enough == _ENOUGH:
        weight += (_CLAIMED if claims else 0.0) + _MEASURED * len(_measures_again(scene))
    if round(weight, 2) >= enough:
        return told
    looks = [claim.start for claim in claims if claim.sort == "query"]
    own = [t for t in told if any(t.start <= look < t.end for look in looks)]
    return own if round(sum(one.weight for one in own), 2) >= _ENOUGH else []


def _is_look_due(result: ToolResult | None, scene: Scene) -> bool:
    """Say whether only a call could answer: the newest failed, or the user named a new thing."""
    if result is not None:
        return failed(result) or _EMPTY.fullmatch(result.output) is not None
    return _names_new_thing(scene.asked, scene)


def _is_mostly_new(told: list[Told], scene: Scene) -> bool:
    """Say whether most of what a text tells is new: who works something out says of what."""
    new = {value for one in told for value in one.weights}
    return len(new) >= _MOSTLY * len({*telling_values(scene.text)})


def _names_new_thing(words: str, scene: Scene, but: Collection[Value] = ()) -> bool:
    """Say whether words name something by an id or a host that no call spoke of."""
    return any(
        not was_looked_up(name, scene)
        for name in named_in(words)
        if name not in but and _is_telling(name)
    )


def _is_telling(name: Value) -> bool:
    """Say whether a name is more than a number, a measure (`m3/h`) or a formula (`CaCO3`).

    Norms and known faults are what everybody may name.
    """
    if name.kind != "id":
        return name.kind == "host"
    if is_known_by_heart(name):
        return False
    digits = sum(map(str.isdigit, name.form))
    return "/" not in name.form and (digits > _DIGITS_OF_FORMULA or "-" in name.form)


def _beyond_working_out(told: Told, scene: Scene) -> Told:
    """Return a sentence with its names, addresses and seconds alone, if it tells of nothing new.

    Beside what was looked up, earlier and later releases are told from memory.
    """
    sentence = scene.text[told.start : told.end]
    releases = [name for name in named_in(sentence) if is_release(name)]
    if len(releases) * _WORDS_BESIDE > len(_WORD.findall(sentence)):
        # A bare list of such numbers tells sections, rules or what a system holds.
        releases = []
    if _names_new_thing(sentence, scene, but=releases):
        return told
    return told._replace(
        weights={
            value: weight
            for value, weight in told.weights.items()
            if value not in releases and (value.kind in ("id", "host") or value.form.count(":") > 1)
        }
    )


def _is_one_number(told: list[Told]) -> bool:
    values = [value for one in told for value in one.weights]
    return len(values) == 1 and values[0].kind == "number"


def _rows_too_many(scene: Scene) -> list[Told]:
    """Return the rows of a list that nothing holds, where results hold others just like them."""
    if scene.text.count("\n") < _FEWEST_TRUE_ROWS:
        return []
    ground = ground_of(scene)
    genuine: Counter[frozenset[str]] = Counter()
    made_up: list[tuple[frozenset[str], Told]] = []
    start = 0
    for line in scene.text.split("\n"):
        values = telling_values(line)
        if len(values) > 1 and not is_working(line):
            kinds = frozenset(value.kind for value in values)
            told = [value for value in values if not is_users(value, scene)]
            new = dict(unsourced_in(line, ground))
            if told and not new:
                genuine[kinds] += 1
            elif (
                2 * len(new) >= len(told)
                and sum(new.values()) >= _ROW
                and _is_about_unknown(line, scene)
            ):
                row = Told(start, start + len(line), new)
                made_up.append((kinds, row))
        start += len(line) + 1
    rows = [row for kinds, row in made_up if genuine[kinds] >= _FEWEST_TRUE_ROWS]
    return underived_in(rows, scene) and rows


def _section_too_many(scene: Scene) -> list[Told]:
    """Return the section of a report that nothing holds, where results hold the others."""
    heads = list(_HEAD.finditer(scene.text)) if scene.has_called else []
    if len(heads) <= _FEWEST_TRUE_SECTIONS:
        return []
    ground = ground_of(scene)
    ends = [*(head.start() for head in heads[1:]), len(scene.text)]
    genuine, made_up = 0, list[Told]()
    for head, end in zip(heads, ends, strict=True):
        words = scene.text[head.start() : end]
        values = [value for value in telling_values(words) if not is_users(value, scene)]
        new = dict(unsourced_in(words, ground))
        genuine += bool(values) and not new
        names = [value for value in new if value.kind in ("id", "host")]
        held = any(scene.source_of(value) is not None for value in values)
        if names and not held and not _is_of_plan(head[0], words):
            made_up.append(Told(head.start(), end, new))
    told = [one for one in made_up if round(one.weight, 2) >= _ENOUGH]
    return told if genuine >= _FEWEST_TRUE_SECTIONS and underived_in(told, scene) else []


def _is_of_plan(head: str, words: str) -> bool:
    said = (_PLANS, head), (CONDITION, words)
    return any(wording.stands_in(where) for wording, where in said)


def _is_about_unknown(row: str, scene: Scene) -> bool:
    """Say whether a row names a new thing, or has words of which no source holds one."""
    if _names_new_thing(row, scene):
        return True
    words = _WORD.findall(normal_text(row))
    return bool(words) and not any(scene.evidence.mentions((word,)) for word in words)


def _measures_again(scene: Scene) -> list[str]:
    """Return the words beside figures which earlier answers had beside figures, too."""
    known: set[str] = set()
    for number, message in enumerate(scene.evidence.said_before(scene.event_index)):
        if number == _NEWEST_ANSWERS:
            break
        known |= _measures_in(message.text)
    return sorted(_measures_in(scene.text) & known)[:_MOST_MEASURES]


@lru_cache(maxsize=256)
def _measures_in(text: str) -> frozenset[str]:
    return frozenset(_MEASURED_IN.findall(normal_text(text)))


def _found(told: list[Told], scene: Scene) -> Imitation:
    start, end = told[0].start, told[-1].end
    fields = dict.fromkeys(
        bare_fields((value for one in told for value in one.weights), scene.text)
    )
    return found_in(scene, (start, end), "ungrounded", scene.newest_tool, _SCORE, fields)
