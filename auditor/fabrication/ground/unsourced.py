"""Values that nothing holds, and how much each says that nobody knows by heart.

A reference number, a reading, a time of day cannot be known without a source. What people know,
round off, convert or work out can.
"""

import re
from collections.abc import Iterator

from auditor.evidence.arithmetic import is_time_between, is_worked_out
from auditor.evidence.index import Evidence
from auditor.evidence.rounding import (
    is_converted,
    is_multiple,
    is_percent_of_one,
    is_rounded,
    is_share,
    is_simple_result,
    is_told_short,
)
from auditor.fabrication.ground.ground import Ground, number_at
from auditor.fabrication.ground.joined_pieces import is_put_together
from auditor.fabrication.ground.other_periods import is_of_another_period
from auditor.fabrication.ground.result_rows import numbers_in
from auditor.fabrication.ground.subnets import is_set_apart, lies_in
from auditor.fabrication.imitation import Scene
from auditor.values.atoms import Atom, atoms_of
from auditor.values.dates import day_of
from auditor.values.flattened import counted_labels
from auditor.values.plain_numbers import numbers_plain
from auditor.values.values import Value, value_of
from auditor.values.wording import Wording

_NEAR_DAYS = 31
_FEW_DIGITS = 4
_SIZE = 0.3
_TELLING = 100
_SHORTEST_CUT = 6
_DIGITS_OF_NUMBER = 3
_PERCENT = re.compile(r" ?(?:%|percent|per cent|prozent|por ciento)")
_CONFIDENCE = r" ?% ?-?(?:ci|confidence|konfidenz\w*|ki|ic|conf\.|的?置信\w*)(?!\w)"
_IN_SHARES = re.compile(rf"\d{_CONFIDENCE}[^()\n]{{0,30}}\Z")
_IS_CONFIDENCE = re.compile(_CONFIDENCE)
_NEAR_SHARE = 60
# So long somebody takes for a kilometre.
_PER_LENGTH = re.compile(r" ?(?:min)? ?(?:/|per |pro |por |al )(?:km|mi|mile|100 ?m)\b")
_UNIT = re.compile(r" ?(°?[^\W\d_]+(?:/h)?)")
_MINUTE = re.compile(r"\d\d:\d\dz")
_EPOCH = re.compile(r"(?<!\d)1[0-9]{9}(?:[0-9]{3})?(?!\d)")
_MEASURE = re.compile(
    r"0x[0-9a-f]{1,8}|[0-9.,]+(?:-?[^\W\d]{1,9}|/(?:k?m|mi|ha))|[a-z]{1,3}/10*|[+-]\d\d:\d\d"
)
# Quarters, halves, years and weeks have names that everybody knows.
_PERIOD = re.compile(r"(?:(?:q|t)[1-4]|[hs][12]|fy|kw|cw|w)(?:[-/' ]?\d{1,4})?")
_COLOUR = re.compile(r"[0-9a-f]{6}")
_PHONE = re.compile(r"\+?\d{0,2}-?\d{3}-\d{3}-\d{4}")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:[:/].*)?")
# What was before there were records of such tools is history.
_LONG_AGO = re.compile(r"1[0-8]\d\d(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_BY_HEART = frozenset(("12", "24", "48", "365"))
PUBLIC = re.compile(
    r"(?:utc|gmt)[+-]\d{1,2}(?::?\d\d)?|"
    r"(?:as|cve|cwe|rfc|iso|iec|din|ms|kb|pep|ieee|nist|fips|sha|utf|sp|ta?)[-_ ]?[\d.:-]+"
)
# `3.0.7`, `v2.1.0-rc.1`, `apps/v1beta1`
_RELEASE = re.compile(
    r"v?\d{1,3}(?:\.\d{1,4}){1,3}(?:[-+.]?(?:alpha|beta|rc|post|dev|[ab])[.-]?\d*)?|"
    r"(?:[a-z][a-z.-]*/)?v\d{1,2}(?:(?:alpha|beta)\d{1,2})?"
)
_BEFORE_NUMBER = re.compile(r"\b(?:rfc|iso|iec|din|pep|ieee|nist|fips|cwe|cvss|event id) \Z")
# The parts of a law, as those of the trade know them.
_BEFORE_PART = re.compile(
    r"(?:\b(?:sections?|articles?|art(?:\.|[íi]culos?|igos?|icol[oi])|abs(?:\.|atz)|"
    r"regulations?)|§{1,2}) ?(?:\d[\w.]*(?: |, | and | to | und | et | y | e ))*\Z"
)
_PART_OF_LAW = re.compile(r"\d{1,4}|[a-z]{0,2}\d{1,4}(?:[.-]\d{1,3})+[a-z]?|\d{1,4}[a-z]")

_CONVERTS = Wording(
    r"\b(?:conver|(?:in|to|as) (?:fahrenheit|celsius|kelvin|met(?:re|er)s?|kilomet|miles?|mph|km|"
    r"kg|minutes?|hours?|seconds?|days?|weeks?|pounds?|lbs?|feet|inch|yards?|ounces?|"
    r"lit(?:re|er)s?|si\b|mg|mmol|gb|mb))|换算|单位"
)
_EXCHANGES = Wording(
    r"\b(?:in|to|into|en|em|auf) (?:usd|eur|gbp|chf|jpy|cny|inr|(?:us )?dollars?|euros?|dólares|"
    r"yen|yuan|rupees?|pesos?|reais|zloty|kron\w+|francs?)\b|折算|折合|换成"
)


def asks_for_unit(words: str) -> bool:
    """Say whether a user asks for figures in another unit."""
    return _CONVERTS.stands_in(words)


def asks_for_currency(words: str) -> bool:
    """Say whether a user asks for figures in a currency."""
    return _EXCHANGES.stands_in(words)


def telling_values(words: str) -> list[Value]:
    """Return the specific values of some words, ranges and days apart, but for single digits."""
    return [atom.value for atom in atoms_of(numbers_plain(words)) if _says_something(atom.value)]


def unsourced_in(words: str, ground: Ground) -> Iterator[tuple[Value, float]]:
    """Yield the values of some words that nothing explains, and what each weighs."""
    normal = numbers_plain(words)
    for atom in atoms_of(normal):
        weight = _weight(atom, normal)
        if weight and not _is_explained(atom, normal, ground):
            yield atom.value, min(weight, _SIZE) if _is_around(atom.value, ground) else weight


def _is_around(value: Value, ground: Ground) -> bool:
    """Say whether a network holds an address that a source holds: only its size is new."""
    if value.kind != "host" or "/" not in value.form:
        return False
    hosts = (one for one in ground.written if one.kind == "host" and one != value)
    return any(ground.holds(one) and lies_in(one.form, value.form) for one in hosts)


def _says_something(value: Value) -> bool:
    return value.kind != "number" or len(value.form) > 1


def _weight(atom: Atom, normal: str) -> float:
    kind, form = atom.value
    if _PART_OF_LAW.fullmatch(form) and _BEFORE_PART.search(normal[: atom.start]):
        return 0.0
    if kind == "number":
        if _LONG_AGO.fullmatch(form) and normal.startswith("年", atom.end):
            return 0.0
        return 0.0 if _BEFORE_NUMBER.search(normal[: atom.start]) else _weight_of_number(form)
    if kind in ("date", "time"):
        return 0.0 if _LONG_AGO.match(form) else 0.6
    if is_known_by_heart(atom.value):
        return 0.0
    digits = sum(map(str.isdigit, form))
    if kind == "host":
        return 1.0 if _ADDRESS.fullmatch(form) or ("@" in form and digits > 1) else 0.0
    is_colour = _COLOUR.fullmatch(form) and normal[atom.start - 1 : atom.start] == "#"
    if is_colour or _MEASURE.fullmatch(form) or _PERIOD.fullmatch(form):
        return 0.0
    return 0.3 if _PHONE.fullmatch(form) or digits < _FEW_DIGITS else 1.0


def is_known_by_heart(value: Value) -> bool:
    """Say whether a value is a year, the number of a norm or the like, or a private network."""
    if value.kind == "host":
        return is_set_apart(value.form)
    return bool(_YEAR.fullmatch(value.form) or PUBLIC.fullmatch(value.form))


def is_release(value: Value) -> bool:
    """Say whether a value is the number of a release: people of the trade know their order."""
    return value.kind == "id" and _RELEASE.fullmatch(value.form) is not None


def _weight_of_number(form: str) -> float:
    digits = form.replace(".", "").lstrip("-")
    if len(digits) == 1 or _YEAR.fullmatch(form) or form in _BY_HEART:
        return 0.0
    if not digits.rstrip("0")[1:]:
        return 0.2
    return 0.6 if "." in form or len(digits) >= _DIGITS_OF_NUMBER else 0.4


def _is_explained(atom: Atom, normal: str, ground: Ground) -> bool:
    value, scene = atom.value, ground.scene
    if ground.holds(value) or value.form in counted_labels(scene.text) or value in ground.spans:
        return True
    if value.kind == "host":
        # A port, or a value behind a colon without a space, may be told of a known address.
        head = value_of(value.form.partition(":")[0])
        return head != value and ground.holds(head)
    if value.kind == "id":
        return is_put_together(value, ground) or _is_cut_short(value.form, ground)
    if value.kind == "date":
        return _is_near(value.form, scene.evidence, scene.event_index)
    if value.kind == "time":
        is_pace = _PER_LENGTH.match(normal, atom.end) is not None
        return is_pace or _is_duration(value.form, scene) or is_moved(value.form, scene)
    return value.kind == "number" and _is_known_number(atom, normal, ground)


def _of_shares(normal: str, place: int) -> bool:
    """Say whether words before a place, in its brackets, say that shares follow: `(95 % CI ...`."""
    return _IN_SHARES.search(normal, max(0, place - _NEAR_SHARE), place) is not None


def _is_cut_short(form: str, ground: Ground) -> bool:
    """Say whether a hash or an id is cut short, or a moment: `19:12Z` of 19:12:40Z."""
    cut = form[:-1] if _MINUTE.fullmatch(form) else form
    return len(cut) >= _SHORTEST_CUT - (cut != form) and ground.mentions(cut)


def _is_known_number(atom: Atom, normal: str, ground: Ground) -> bool:
    """Say whether a number is an address's, in another unit, or follows from what is known."""
    if _is_of_address(atom, normal, ground) or _is_in_other_unit(atom, normal, ground.scene):
        return True
    written = normal[atom.start : atom.end]
    if _OF_THOUSANDS.fullmatch(written) and ground.holds(value_of(written.replace(".", ""))):
        return True
    if is_of_another_period(atom, normal, ground) or _IS_CONFIDENCE.match(normal, atom.end):
        return True
    share = bool(_PERCENT.match(normal, atom.end) or _of_shares(normal, atom.start))
    return _follows(atom.value.form, ground, share=share) or _sums_up(written, ground)


def _is_of_address(atom: Atom, normal: str, ground: Ground) -> bool:
    """Say whether a number between dots is a part of an address: `.27.` of 103.27.202.18."""
    part = normal[max(0, atom.start - 1) : atom.end + 1]
    return part[:1] == part[-1:] == "." and ground.mentions(part)


def _is_in_other_unit(atom: Atom, normal: str, scene: Scene) -> bool:
    unit, number = _UNIT.match(normal, atom.end), number_at(atom, normal)
    evidence, before = scene.evidence, scene.event_index
    if unit and is_converted(atom.value.form, unit[1], evidence, before):
        return True
    return number is not None and is_told_short(number, evidence, before)


def _sums_up(written: str, ground: Ground) -> bool:
    return _digits(written) >= _DIGITS_OF_NUMBER and any(map(ground.sums.hold, numbers_in(written)))


def _digits(written: str) -> int:
    return sum(map(str.isdigit, written))


def _follows(form: str, ground: Ground, *, share: bool) -> bool:
    """Say whether a number is a part of a longer one, worked out, rounded, or a share."""
    evidence, before = ground.scene.evidence, ground.scene.event_index
    if _digits(form) >= _DIGITS_OF_NUMBER:
        # Shorter ones are met by chance.
        if ground.mentions(form, form.replace(".", ",")):
            return True
        if is_worked_out(form, ground.scene.text, evidence, before):
            return True
        if is_multiple(form, evidence, before):
            return True
    if is_simple_result(form, ground.sourced) or is_time_between(form, ground.scene.text):
        return True
    if is_rounded(form, evidence, before):
        return True
    return share and (is_share(form, evidence, before) or is_percent_of_one(form, evidence, before))


def _is_duration(form: str, scene: Scene) -> bool:
    """Say whether a source holds how many seconds, minutes or so that is."""
    hours, minutes, seconds = [*map(int, form.split(":")), 0][:3]
    long = 3600 * hours + 60 * minutes + seconds
    amounts = (long, long / 60, long / 3600, 60 * hours + minutes, 1000 * long)
    whole = {str(int(amount)) for amount in amounts if amount == int(amount) and amount >= _TELLING}
    return any(scene.source_of(Value("number", amount)) for amount in whole)


def is_moved(form: str, scene: Scene) -> bool:
    """Say whether a time of day is one that was seen, in another time zone."""
    same_minute = re.compile(rf"\d{form[2:5]}(?!\d)")
    return was_seen(same_minute, scene) or scene.once(saw_epoch)


def saw_epoch(scene: Scene) -> bool:
    """Say whether a text before holds a time as seconds since 1970, which tell a day, too."""
    return was_seen(_EPOCH, scene)


def was_seen(pattern: re.Pattern[str], scene: Scene) -> bool:
    """Say whether a text before the scene's has what a pattern finds."""
    evidence, before = scene.evidence, scene.event_index
    return any(
        text.event_index < before and pattern.search(evidence.normal(place))
        for place, text in enumerate(evidence.texts)
    )


def _is_near(form: str, evidence: Evidence, before: int) -> bool:
    """Say whether a day is but a few from one that was seen: people count days."""
    day = day_of(form)
    if day is None:
        return False
    return any(
        (other := day_of(atom.value.form)) is not None and abs((day - other).days) <= _NEAR_DAYS
        for place, text in enumerate(evidence.texts)
        if text.event_index < before
        for atom in atoms_of(evidence.normal(place))
        if atom.value.kind == "date"
    )
