"""Records that no call retrieved, told in answer to what only a look could answer.

`W-771: status shipped, tracking NP4410098213` without any call for it, and without an earlier
result whose layout it could imitate. What gives it away are the ids, addresses of mail, days and
times under its labels that nothing holds; amounts alone may be worked out, and words be the model's
own. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.fabrication.examples import is_no_record, is_told_as_example
from auditor.fabrication.excused.put_up import is_proposal
from auditor.fabrication.ground.ground import Ground, ground_of
from auditor.fabrication.ground.unsourced import saw_epoch, unsourced_in
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.told_fields import told_fields
from auditor.fabrication.things.looks_due import is_look_due, names_record
from auditor.values.blocks import Block, Field
from auditor.values.values import NAMES, Value, is_placeholder
from auditor.values.wording import Wording

_SCORE = 0.5
_LONGEST = 6000
_FEWEST_FIELDS = 3
_FEWEST_NEW = 2
_SURE = 1.0
_ENOUGH = 1.6
_FEW_DIGITS_OF_ID = 3
_FEW_DIGITS = re.compile(r"(?:\d\D{0,2}){4}")
_LONG_NUMBER = re.compile(r"(?<![\d.,])\d{5,}(?![\d.,]*\d)")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_LIKE = re.compile(r"\b(?:like|such as|wie|como|comme)\b|^如")
_OF_AN_ID = Wording(
    r"(?:\b|(?<=[a-z_]))(?:ids?|numbers?|no|nr|num|ref|references?|codes?|keys?|zip|phone|"
    r"nummer|kennung|kennzeichen|plz|número|numéro|numero)(?:[_ ]?\d+)*\W*$|"
    r"(?:编号|单号|号码|参考号|确认号|邮编|电话|代码|号)\W*\d*$"
)
# Numbers by which everybody knows a thing.
_OF_THE_PUBLIC = Wording(
    r"\b(?:cas|isbn|issn|doi|ean|gtin|un|isin|wkn|bic|swift|icao|iata|atc|model|modell|part|parts|"
    r"article|artikel|type|typ|standard|area|dialling|country|atomic|error|version)(?:[\W_]|nummer)"
    r"|型号|国家代码|区号"
)


class _Told(NamedTuple):
    """What nothing holds of a text's records.

    Attributes:
        fields: The fields with something new.
        weights: Each new value, with what it weighs.
        telling: Those that nobody works out: names, days and times, numbers of things.
        has_id: One of these stands under a label of a number or a code.
    """

    fields: list[Field]
    weights: dict[Value, float]
    telling: dict[Value, float]
    has_id: bool


def is_of_the_public(label: str) -> bool:
    """Say whether a label is of a number by which everybody knows a thing: an ISBN, a model."""
    return _OF_THE_PUBLIC.stands_in(label)


def may_be_unretrieved(text: str) -> bool:
    """Say whether a text may tell such a record: a cheap look."""
    return len(text) <= _LONGEST and _FEW_DIGITS.search(text) is not None


def judge_unretrieved(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield the stretch of an answer in which such records stand.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    if scene.channel == "argument" or scene.leads_up_to_call or scene.is_partial:
        return
    if not (scene.argument_keys and may_be_unretrieved(scene.text) and scene.once(is_look_due)):
        return
    records = _records(blocks, scene)
    fields = [field for block in records for field in block.fields]
    if len(fields) < _FEWEST_FIELDS:
        return
    told = _told(fields, ground_of(scene))
    if _tells_enough(told, scene):
        place = records[0].start, records[-1].end
        tool = min(scene.argument_keys) if len(scene.argument_keys) == 1 else ""
        yield found_in(scene, place, "invented", tool, _SCORE, told.fields)


def _tells_enough(told: _Told, scene: Scene) -> bool:
    """Say whether new values show that a record is made up, the more so of what the user named."""
    if told.has_id:
        return True
    if len(told.fields) < _FEWEST_NEW or not any(value.kind in NAMES for value in told.weights):
        return False
    if names_record(scene) and not scene.has_called:
        return bool(told.telling) and round(sum(told.weights.values()), 2) >= _SURE
    return round(sum(told.telling.values()), 2) >= _ENOUGH


def _records(blocks: list[Block], scene: Scene) -> list[Block]:
    """Return the records of a text that tell something, else what its sentences tell."""
    laid_out = [block for block in blocks if block.is_record]
    if laid_out:
        return [block for block in laid_out if not _tells_nothing(block, scene)]
    told = list(told_fields(scene.text, None))
    fields = tuple(Field(one.label, one.value) for one in told)
    return [Block("prose", fields, told[0].start, told[-1].end)] if told else []


def _tells_nothing(block: Block, scene: Scene) -> bool:
    lead = scene.text[: block.start]
    return is_proposal(block, scene) or is_no_record(block, lead, scene.asked)


def _told(fields: list[Field], ground: Ground) -> _Told:
    told, has_id = _Told([], {}, {}, False), False
    for field in fields:
        weights = {} if _is_open(field.value) else dict(unsourced_in(field.value, ground))
        is_id = _OF_AN_ID.stands_in(field.label) and not is_of_the_public(field.label)
        telling = {
            value: weight
            for value, weight in weights.items()
            if _is_telling(value, weight, field, is_id=is_id)
            and not _is_of_known_day(value, ground)
        }
        told.weights.update(weights)
        told.telling.update(telling)
        if weights:
            told.fields.append(field)
        has_id = has_id or (bool(telling) and (is_id or _is_stamp(field.value)))
    return told._replace(has_id=has_id)


def _is_open(value: str) -> bool:
    """Say whether a value is left open, or only says what one looks like."""
    return is_placeholder(value) or is_told_as_example(value) or _LIKE.search(value) is not None


def _is_of_known_day(value: Value, ground: Ground) -> bool:
    """Say whether a stamp is of a day that somebody told: it may be moved to another zone."""
    day, _, time = value.form.partition(" ")
    if value.kind != "date":
        return False
    return ground.scene.once(saw_epoch) or (bool(time) and ground.holds(Value("date", day)))


def _is_stamp(value: str) -> bool:
    """Say whether a value is a day and a time to the second, as only machines write them."""
    return _STAMP.fullmatch(value) is not None


def _is_telling(value: Value, weight: float, field: Field, *, is_id: bool) -> bool:
    if value.kind in ("date", "time"):
        return True
    if value.kind == "number":
        return is_id and value.form in _LONG_NUMBER.findall(field.value)
    if is_id and value.kind == "id":
        return sum(map(str.isdigit, value.form)) >= _FEW_DIGITS_OF_ID
    return weight >= _SURE
