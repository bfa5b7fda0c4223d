"""Days and times told otherwise than the result has them: in another zone, out of a time stamp."""

import re
from datetime import UTC, date, datetime

from auditor.evidence.provenance import Traced, told_under, values_under_key
from auditor.fabrication.imitation import Imitation, Scene

_ZONE = re.compile(
    r"\b(?:UTC|GMT|[ECMP][SD]?T|CES?T|MES?Z|EES?T|WES?T|BST|IST|JST|KST|SGT|HKT|MSK|A[EWC][SD]T|"
    r"NZ[SD]T|BRT|(?:HK|US|UK|SG|EU|JP|CN) ?(?=time\b|时间|時間))\b|"
    r"\b(?i:time ?zones?|local time|your time|local(?=[),.;]|$)|"
    r"ortszeit|hora local|heure locale)\b|"
    r"\b(?!(?:Arriv|Depart|Start|End|Open|Clos|Respon|Deliver|Process|Execut|Run|Total|Travel|Flight|"
    r"Lead|Wait|Check|Pick|Each|Every|Th[ei]|First|Last|Next|Same|Any|Some|No|One|Event|Meet|Prep|"
    r"Cook|Build|Scan|Creat|Updat|Modif)\w* )[A-Z][a-z]+(?: [A-Z][a-z]+)? time\b|"
    r"时区|時間帯|(?:当地|本地|北京|东京|纽约|伦敦)时间|"
    r"(?:現地|日本)時間|(?:현지|한국|서울|뉴욕) ?시간|표준시|местн\w* врем|по москве"
)
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)")
_STAMP = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")
_QUARTER = 15
_DAY = 24 * 60


def without_told_times(traced: list[Traced], scene: Scene) -> list[Traced]:
    """Return the fields of a block, new times of it neutral that are a record's told otherwise.

    Args:
        traced: The fields.
        scene: The text; only where it or the user speaks of a zone times are shifted at all.
    """
    new = [field for field in traced if field.origin == "new" and _tells_time(field)]
    if not new:
        return traced
    told = [field for field in new if _is_of_stamp(field, scene)]
    clocks = [field for field in new if ":" in field.value.form and field not in told]
    if clocks and names_a_zone(scene) and _are_shifted(clocks, scene):
        told += clocks
    return [field._replace(origin="neutral") if field in told else field for field in traced]


def _tells_time(field: Traced) -> bool:
    """Say whether a field is a day or a time, or words with a time in some zone."""
    kind, form = field.value
    in_words = kind == "text" and _CLOCK.search(form) and _ZONE.search(field.field.value)
    return kind in ("date", "time") or bool(in_words)


def names_a_zone(scene: Scene) -> bool:
    """Say whether the user or the text speaks of a time zone."""
    return bool(_ZONE.search(scene.asked) or _ZONE.search(scene.text))


def desk_names_a_zone(scene: Scene) -> bool:
    """Say whether the system's words speak of a time zone: tools may tell times of another."""
    return scene.once(_system_names_a_zone)


def _system_names_a_zone(scene: Scene) -> bool:
    texts, before = scene.evidence.texts, scene.event_index
    return any(
        text.author == "system" and text.event_index < before and _ZONE.search(text.raw)
        for text in texts
    )


def is_in_another_zone(found: Imitation, scene: Scene) -> bool:
    """Say whether times that are another thing's, or older ones, may be its own in another zone."""
    return (
        found.kind in ("stale", "outdated")
        and bool(found.values)
        and all(_CLOCK.fullmatch(field.value.strip()) for field in found.values)
        and names_a_zone(scene)
    )


def _are_shifted(clocks: list[Traced], scene: Scene) -> bool:
    """Say whether one shift by quarters of an hour makes all times of one record's."""
    for record in scene.evidence.records_before(scene.event_index):
        shifts = [_shifts(field, values_under_key(record, field.key)) for field in clocks]
        if any(shift % _QUARTER == 0 for shift in set.intersection(*shifts)):
            return True
    return False


def _shifts(field: Traced, raws: list[str]) -> set[int]:
    """Return the minutes by which a time may be moved from one of a record's."""
    told = _minutes(field.value.form)[:1]
    return {
        (one - own) % _DAY for one in told for raw in raws for own in _minutes(raw) if one != own
    }


def _minutes(raw: str) -> list[int]:
    return [60 * int(hour) + int(minute) for hour, minute in _CLOCK.findall(raw)]


def _is_of_stamp(field: Traced, scene: Scene) -> bool:
    """Say whether a result has seconds since 1970 under the label that come to this anywhere."""
    return any(
        _comes_to(raw.strip(), field)
        for raw in told_under(scene.evidence.records_before(scene.event_index), field.key)
        if _STAMP.fullmatch(raw.strip())
    )


def _comes_to(stamp: str, field: Traced) -> bool:
    moment = datetime.fromtimestamp(int(stamp[:10]), UTC)
    clocks = _minutes(field.value.form)
    if clocks and (clocks[0] - (60 * moment.hour + moment.minute)) % _QUARTER:
        return False
    if field.value.kind == "time":
        return True
    try:
        day = date.fromisoformat(field.value.form[:10])
    except ValueError:
        return False
    return abs((day - moment.date()).days) <= 1
