"""What a deed was done to, where its sentence says so in a way that calls can be held against."""

import re
from collections.abc import Iterator

from auditor.claims.deeds.phrases import Deed
from auditor.values import money
from auditor.values.atoms import atoms_of
from auditor.values.values import normal_text

_BORDER = re.compile(r"[,;:] | and |[，；、]")
# A thing of its own in nearly every system, and how calls speak of it.
_THINGS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(said), re.compile(spoken, re.IGNORECASE))
    for said, spoken in (
        (r"(?<=\w )(?:notes?|comments?)\b(?! that|:)", r"note|comment|remark|memo|body"),
        (r"\b(?:invites?|invitations?)\b", r"invit|attendee|participant|guest|recipient|member"),
        (r"\breminders?\b", r"remind|alarm|notif|task|event"),
        (r"(?<=\w )(?<!great )(?<!good )deals?\b(?! with| of)", r"deal|opportunit|stage|pipeline"),
        (r"\btickets?\b", r"ticket|case|issue|incident|flight|seat|book"),
    )
)
_IN_A_FIELD = re.compile(r" in (?:the|its|their) (?:[a-z]+['’]s )?([a-z]{4,})\b")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PATH = re.compile(r"(?<![\w@/.])(?:[\w.-]+/)+[\w-]+\.[a-z]{1,4}\b")
_PLAIN_WORD = re.compile(r"[^\W_]+")
_TWINS = 2
# What a call was given by the way: `I sent the parcel with the note "Fragile"`.
_GIVEN_WITH = re.compile(r"\bwith (?:the|an?|this) (?:note|comment) [\"'“‘]")
# Behind these words no noun of two words ends.
_NOUN = r"(?!(?:to|for|from|in|on|at|with|of|as|by|and|or|that|into|about)\b)\w+"
_FIGURE = re.compile(money.FIGURE)
_MONEY = re.compile(
    rf"(?:{money.SIGN}|\b(?:USD|EUR|GBP|CNY|RMB) ?)({money.FIGURE})|"
    rf"({money.FIGURE}) ?{money.BEHIND}"
)
_ROUNDED, _SAME = 1.0, 0.005
_CLOCK = re.compile(r"\d:\d\d|\d ?[ap]\.?m")
_ZULU = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z")


def thing_of(deed: Deed) -> re.Pattern[str] | None:
    """Return how calls would speak of the thing that a deed was done to, or None."""
    clause = _GIVEN_WITH.sub("", _clause(deed.sentence, deed.place))
    for said, spoken in _THINGS:
        thing = said.search(clause)
        if thing is not None:
            field = _IN_A_FIELD.match(clause, thing.end())
            # "I added a note in the description" tells of a call that was given a description.
            if field is not None:
                return re.compile(f"{spoken.pattern}|{field[1]}", re.IGNORECASE)
            return spoken
    return None


def _clause(sentence: str, place: int) -> str:
    start, end = 0, len(sentence)
    for border in _BORDER.finditer(sentence):
        if border.end() <= place:
            start = border.end()
        elif border.start() > place:
            end = border.start()
            break
    return sentence[max(0, start - 1) : end]


def names_twin(deed: Deed, text: str, spoken: list[str]) -> str:
    """Return the thing of a deed that no call speaks of, told beside one of its kind, or "".

    "I locked the front door and locked the back door" takes two calls, or one that speaks of both.

    Args:
        deed: The deed.
        text: The whole text, which tells the same deed of another thing.
        spoken: Names, arguments and results of all calls that may have done it.
    """
    told = {
        (found[1].casefold(), found[2].casefold())
        for found in re.finditer(rf"\b{re.escape(deed.verb)} (?:the|your) (\w+) ({_NOUN})\b", text)
    }
    here = re.compile(rf"{re.escape(deed.verb)} (?:the|your) (\w+) ({_NOUN})\b")
    mine = here.search(deed.sentence, deed.place)
    if mine is None or len(told) < _TWINS:
        return ""
    kind, noun = mine[1].casefold(), mine[2].casefold()
    others = {other for other, thing in told if thing == noun and other != kind}
    words = set(_PLAIN_WORD.findall(" ".join(spoken).casefold()))
    return f"{kind} {noun}" if others & words and kind not in words else ""


def names_other_amount(deed: Deed, given: list[list[str]], known: str) -> str:
    """Return the one amount of money that a deed of paying tells and no call was given, or "".

    Args:
        deed: The deed.
        given: For each call that may have done it, the amounts in its arguments and its result.
        known: What the user and the results say: an amount from elsewhere may be converted.
    """
    told = {_number(found[1] or found[2]) for found in _MONEY.finditer(deed.sentence)}
    if len(told) != 1 or not all(given):
        return ""
    amount = told.pop()
    paid = [{_number(one) for one in amounts} for amounts in given]
    near = {*set().union(*paid), *_sums(paid)}
    if any(abs(one - amount) <= _ROUNDED for one in near):
        return ""
    found = {_number(one) for one in _FIGURE.findall(known)}
    return f"{amount:g}" if any(abs(one - amount) < _SAME for one in found) else ""


def _sums(paid: list[set[float]]) -> Iterator[float]:
    """Yield the sums of what several calls paid, the least and the most of each."""
    yield sum(min(amounts) for amounts in paid)
    yield sum(max(amounts) for amounts in paid)


def _number(figure: str) -> float:
    """Return the value of an amount: of money three digits behind any mark are thousands."""
    whole = re.sub(r"[,.\s](?=\d{3}(?:\D|$))", "", figure).replace(",", ".")
    try:
        return float(whole)
    except ValueError:
        return 0.0


def names_another(deed: Deed, asked: str, spoken: list[str], told: str) -> str:
    """Return what a deed names and calls name otherwise, or "".

    Args:
        deed: The deed.
        asked: The user's words: only what was asked for counts.
        spoken: Arguments and results of the calls that may have done it.
        told: All results: a day that one tells may belong to the thing and not to the deed.
    """
    for kind in (_emails, _paths, _days):
        named = kind(deed.sentence)
        said = named & kind(asked) if named else named
        if kind is _days and said:
            said -= kind(told)
        if kind is _paths and deed.own and deed.family in ("create", "change"):
            # A file is written by its name, whoever asked for it.
            said = named
        if not said:
            continue
        done = {one for text in spoken for one in kind(text)}
        if done and not any(_is_path_of(one, other) for one in named for other in done):
            return min(said)
    return _other_day_at_that_hour(deed.sentence, spoken)


def _is_path_of(one: str, other: str) -> bool:
    """Say whether two names are one, or the end of one path is the other."""
    return one == other or one.endswith(f"/{other}") or other.endswith(f"/{one}")


def _other_day_at_that_hour(sentence: str, spoken: list[str]) -> str:
    """Return the one moment that a sentence tells where calls have its hour on other days, or "".

    No zone of time moves a day and leaves the hour, so who else tells of that day is no matter.
    """
    if not _CLOCK.search(sentence):
        return ""
    days, hours = _days_and_hours(sentence)
    if len(days) != 1 or len(hours) != 1:
        return ""
    day, hour = days.pop(), hours.pop()
    found = [_days_and_hours(text) for text in spoken]
    at_that_hour = {other for theirs, clocks in found if hour in clocks for other in theirs}
    same = any(_is_day(day, other) for theirs, _ in found for other in theirs)
    return f"{day} {hour}" if at_that_hour and not same else ""


def _days_and_hours(text: str) -> tuple[set[str], set[str]]:
    """Return the ISO days (`--MM-DD` without a year) and times of day that a text tells."""
    days, hours = set(), set()
    for atom in atoms_of(normal_text(text)):
        if atom.value.kind == "date":
            day, _, hour = atom.value.form.partition(" ")
            days.add(day)
            hours.add(hour)
        elif atom.value.kind == "time":
            hours.add(atom.value.form)
    return days, hours - {""}


def _is_day(one: str, other: str) -> bool:
    return one == other or ("--" in one + other and one[-len("MM-DD") :] == other[-len("MM-DD") :])


def _emails(text: str) -> set[str]:
    return {found.casefold().rstrip(".") for found in _EMAIL.findall(text)}


def _paths(text: str) -> set[str]:
    return {found.removeprefix("./") for found in _PATH.findall(text)}


def _days(text: str) -> set[str]:
    if _ZULU.search(text):
        # The day of another time zone may be another day.
        return set()
    return set(_days_in(text))


def _days_in(text: str) -> Iterator[str]:
    for atom in atoms_of(normal_text(text)):
        if atom.value.kind == "date":
            # Users name days without their year.
            yield atom.value.form.partition(" ")[0][-len("MM-DD") :]
