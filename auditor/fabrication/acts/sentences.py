"""The sentences in which a model tells what its acts did, and the values in them.

What is asked, offered, supposed, denied, guessed or compared is not told as done; nor is how
something was before.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from auditor.claims.deeds.calls import acts
from auditor.claims.deeds.done import done_in
from auditor.evidence.readings import is_question, parted, single_sentences
from auditor.fabrication.acts.acts import acts_of_turn
from auditor.fabrication.imitation import Scene
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.told_figures import Figure, figures_in_normal, marks_of
from auditor.fabrication.things.named_fields import in_digits
from auditor.fabrication.things.told_clauses import spelt
from auditor.fabrication.things.told_sentences import shows_arithmetic
from auditor.pairing import Pairing, calls_before
from auditor.trace import Message
from auditor.values.english_words import DEPENDING, SUPPOSING
from auditor.values.values import Value
from auditor.values.wording import Wording, late

LONGEST = 1200
"""Words of more characters are not held against the acts of their turn."""
_MARKUP = re.compile(r"```|<\w|\{\"")
_CLAUSE = re.compile(
    r"[;；。]|(?<=\w), (?=(?:and |but |so |while )?(?:I|it|you|we|the|your)\b)|，|"
    r"(?<=[\u4e00-\u9fff]),|,(?=[\u4e00-\u9fff])"
)
_NOT_TOLD = Wording(
    rf"\b(?:{SUPPOSING}|{DEPENDING}|can|could|may(?! \d)|might|should|must|need(?:s|ed)?|"
    rf"want(?:s|ed)?|"
    r"let me|let us|believe|think|assume|glaube|creo|crois|acho|shall|would|going to|feel free|"
    r"please|whether|not|never|no longer|cannot|"
    r"n['’]t|unable|fail\w*|instead|rather|previous\w*|originally|formerly|"
    r"used to|earlier|before|prior|until now|up to|at most|at least|maximum|"
    r"minimum|limit\w*|within|business days?|than|for (?:example|instance)|e\.g|"
    r"usual\w*|typical\w*|normal\w*|next step\w*|suggest\w*|recommend\w*|propos\w*|"
    r"können?|könnte\w*|sollte\w*|möchte\w*|nicht|kein\w*|falls|wenn|statt|bisher\w*|vorher\w*|"
    r"ursprünglich\w*|früher\w*|innerhalb|höchstens|mindestens|"
    r"puede\w*|podría\w*|quiere\w*|quieres|no (?:se|he|ha|pude|pudo)|si|antes|anterior\w*|"
    r"dentro|hasta|"
    r"pouve[zx]|pourrai\w*|pas|avant|ancien\w*|d['’]ici|jusqu['’]\w*|"
    r"pode\w*|poderia\w*|não|se|até|"
    r"[ln]['’]ancien\w*)\b|"
    r"[?？]|会(?![议员计场话面诊客])|将(?!军)|如果|若|可以|可能|是否|建议|需要|我想|认为|应该|未|没|不(?!锈)|原[来定先为]|之前|此前|以前|以内|之内|最多|最少|"
    r"もし|できます|でき|ない|ません|以前|まで|以内"
)
_ROUGHLY = Wording(
    r"\b(?:about|around|roughly|approx\w*|almost|nearly|over|under|some|circa|ca|etwa|ungefähr|knapp|"
    r"rund|unos|unas|cerca de|casi|environ|près de|presque|quase|por volta)\b\.? ?[$€£¥]?(?:\d|"
    r"an? )|"
    r"\b(?:estimat\w*|guess\w*|probably|likely|expect\w*|wahrscheinlich|voraussichtlich|"
    r"probablement|probablemente|provavelmente)\b|[~≈]|约(?<![预合改续签]约)|大概|估计|预计|左右|およそ|たぶん"
)
# Of what was done turns ago.
_PAST = Wording(
    r"\bi (?:put|set|sent|used|made|took|gave|chose|booked|had|paid|left)\b|\b(?:was|were|went)\b|"
    r"\b(?:hatte|war|ging|nahm)\b|\b(?:fue|era|puse|usé|elegí)\b|\b(?:était|fut)\b|"
    r"[用选订发设]的是|[我给把].{0,30}了|ました|でした"
)
_HOUR = late(r"(?<![\d:.,])(\d{1,2}) ?([ap])\.?m(?![a-z])")
_PART_OF_NAME = re.compile(r"[a-z0-9_/-]$")
_FIRST_OF_LIST = re.compile(r"\s*(?:[-*•|]|\d{1,2}[.)]) ?")


class Figured(NamedTuple):
    """A figure, id or host of a clause, with the normal words that it stands in."""

    figure: Figure
    normal: str


class ToldAsDone(NamedTuple):
    """A clause that may tell what was done.

    Attributes:
        start, sentence: The sentence and where it starts in the text.
        words: The clause.
        told: Its figures, ids and hosts.
    """

    start: int
    sentence: str
    words: str
    told: tuple[Figured, ...]


def may_be_account(text: str, message: Message, pairing: Pairing) -> bool:
    """Say whether words are short and stand behind an act of their turn."""
    if len(text) > LONGEST:
        return False
    newest = next(calls_before(message.index, pairing), None)
    if newest is None:
        return False
    turn = takewhile(lambda call: call.turn == newest.turn, calls_before(message.index, pairing))
    return any(map(acts, turn))


def is_account(scene: Scene) -> bool:
    """Say whether a text ends a turn that acted, in plain words to a user."""
    return (
        scene.answers
        and len(scene.text) <= LONGEST
        and not _MARKUP.search(scene.text)
        and not asks_for_fiction(scene.asked)
        and bool(acts_of_turn(scene))
    )


def told_as_done(scene: Scene) -> list[ToldAsDone]:
    """Return the clauses of a text that may tell what the acts of its turn did."""
    return scene.once_of_text(_told_as_done)


def _told_as_done(scene: Scene) -> list[ToldAsDone]:
    found: list[ToldAsDone] = []
    looks_back = not scene.has_called
    for start, sentence in single_sentences(scene.text):
        if is_question(sentence) or shows_arithmetic(sentence):
            continue
        if looks_back and not (_PAST.stands_in(sentence) or any(done_in(sentence))):
            continue
        head = _FIRST_OF_LIST.match(sentence)
        body = sentence[head.end() :] if head else sentence
        for _, words in parted(body, _CLAUSE):
            if words.strip() and not (_NOT_TOLD.stands_in(words) or _ROUGHLY.stands_in(words)):
                found.append(ToldAsDone(start, sentence, words, tuple(figured(words))))
    return found


def is_item(sentence: str) -> bool:
    """Say whether a sentence is an item of a list."""
    return _FIRST_OF_LIST.match(sentence) is not None


def figured(words: str) -> Iterator[Figured]:
    """Yield the figures, ids and hosts of some words, whole hours as times of day."""
    normal = in_digits(spelt(words))
    hours = {found.start(1): _on_the_clock(found) for found in _HOUR.finditer(normal)}
    for figure in (*figures_in_normal(normal), *marks_of(normal)):
        if figure.value.kind == "number" and _PART_OF_NAME.search(normal, 0, figure.start):
            continue
        clock = hours.get(figure.start)
        value = Value("time", clock) if clock else figure.value
        yield Figured(figure._replace(value=value), normal)


def _on_the_clock(found: re.Match[str]) -> str:
    hour = int(found[1]) % 12 + (12 if found[2] == "p" else 0)
    return f"{hour:02}:00"
