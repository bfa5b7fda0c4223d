"""Whether words may be a tool's words told otherwise: a translation is no change.

Neither is another ending of one word: Administrator for ADMIN, shipping for ship.
"""

from collections.abc import Iterable, Iterator

from auditor.evidence.index import Evidence
from auditor.values.occurrences import occurs
from auditor.values.values import normal_text
from auditor.values.wording import late

# Parts of names stand in every language.
_PLAIN_WORD = late(r"(?<![\w./-])[^\W\d_]{2,}(?![\w/-]|\.\w)")
_WIDE = late("[\u2e80-\u9fff\uac00-\ud7af]")
_FULL_NAME = late(r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’-]+(?: [A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ.'’-]*){1,3}")
_FEWEST_WORDS = 6
# Small words of languages in which tools seldom speak.
_ABROAD = late(
    r"\b(?:der|die|das|den|und|bitte|sie|ich|ist|für|nicht|mit|wie|wo|wann|mein\w*|gerade|le|la|les|"
    r"des|du|est|où|mon|se|pour|vous|avec|quel|quelle|el|los|las|del|mi|por|para|qué|cuál|está|"
    r"dónde|con|il|che|mio|mia|punto|per|sono|come|della|uma|meu|minha|onde|você|não|qual|het|een|"
    r"voor|wat|jest|proszę|jaki|gdzie|ne|nerede|bir|için|durumda|şimdi)\b"
)
_FEWEST_ABROAD = 2
# A tool that is named, or names its fields, with one of these speaks English, as most do.
_ENGLISH_WORDS = (
    "account active address amount approved available balance blocked booking cancelled check "
    "city closed completed confirmed count country create currency customer data delayed "
    "delivered delivery done draft email error expired failed fetch find flight get held high "
    "hold item items list location locked lookup low name new number off offline ok on online "
    "open order out paid payment pending phone price processing product query queued read ready "
    "record refund rejected result running scheduled search send set shipped standby state "
    "stopped success summary ticket time title track unknown update updated user value waiting"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_SMALL_WORDS = (
    "the is are my your what which how can could please and for with this that to have want need i "
    "you me about from does did was"
)
_SMALL_ENGLISH = frozenset(_SMALL_WORDS.split())
_FEWEST_SMALL = 2
_NAME_PART = late(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+")
_SHORTEST_STEM = 4


def may_be_translated(said: str, own: str, evidence: Evidence, before: int) -> bool:
    """Say whether a model may have told words of a tool in the user's language.

    It did where they stand in another script, or are the tool's word with another ending. In the
    same script it may have where the user's newest words are in another language than tools
    speak, or in one in which nothing else was said.

    Args:
        said: The words of the model.
        own: The tool's.
        evidence: The sources of the trace.
        before: Event index of the model's words.
    """
    if _is_other_form(said, own):
        return True
    if said.isascii() != own.isascii() and not (is_full_name(said) and is_full_name(own)):
        return True
    asked = normal_text(evidence.asked_before(before))
    if len(set(_ABROAD.findall(asked))) >= _FEWEST_ABROAD and not _is_told(said, evidence, before):
        return True
    words = set(_PLAIN_WORD.findall(asked))
    if len(_SMALL_ENGLISH.intersection(words)) >= _FEWEST_SMALL and _tools_speak_english(
        evidence, before
    ):
        return False
    if len(words) < _FEWEST_WORDS or bool(_WIDE.search(asked)) != bool(_WIDE.search(said)):
        return False
    return not any(_is_said_elsewhere(word, asked, evidence, before) for word in words)


def _tools_speak_english(evidence: Evidence, before: int) -> bool:
    """Say whether the newest tool has an English name: then no English word translates its own."""
    newest = next(evidence.executed_before(before), None)
    return newest is not None and not _ENGLISH.isdisjoint(_parts_of((newest.name,)))


def speaks_as_asked(
    names: Iterable[str], values: Iterable[str], evidence: Evidence, before: int
) -> bool:
    """Say whether a tool speaks the language of users who do not ask in English.

    Its name and those of its fields hold a word of theirs, and none that is English.

    Args:
        names: The names of the tool and of its fields.
        values: Words that it returned.
        evidence: The sources of the trace.
        before: Event index of the model's words.
    """
    values = tuple(values)
    if any(value.isupper() for value in values):
        # A code stands for words of any language.
        return False
    named = _parts_of(names)
    if not named or _ENGLISH.intersection(named | _parts_of(values)):
        return False
    users = (
        place
        for place, text in enumerate(evidence.texts)
        if text.author == "user" and text.event_index < before
    )
    asked = " ".join(map(evidence.normal, users))
    stems = {word[:_SHORTEST_STEM] for word in _PLAIN_WORD.findall(asked)}
    return any(len(part) >= _SHORTEST_STEM and part[:_SHORTEST_STEM] in stems for part in named)


def _parts_of(names: Iterable[str]) -> set[str]:
    return {normal_text(part) for name in names for part in _NAME_PART.findall(name)}


def is_full_name(words: str) -> bool:
    """Say whether words are a name in Latin letters: names are not translated."""
    return _FULL_NAME.fullmatch(words) is not None


def _is_other_form(said: str, own: str) -> bool:
    """Say whether one of two single words begins the other."""
    one, other = sorted((normal_text(said), normal_text(own)), key=len)
    return len(one) >= _SHORTEST_STEM and other.isalpha() and other.startswith(one)


def _is_told(said: str, evidence: Evidence, before: int) -> bool:
    """Say whether a tool has told a word itself: then it is the word of that language."""
    return any(
        evidence.texts[place].author == "result"
        for place in _places_of(normal_text(said), evidence, before)
    )


def _is_said_elsewhere(word: str, asked: str, evidence: Evidence, before: int) -> bool:
    return any(evidence.normal(place) != asked for place in _places_of(word, evidence, before))


def _places_of(word: str, evidence: Evidence, before: int) -> Iterator[int]:
    """Yield the places of the sources in which a word stands as a whole."""
    for place in evidence.places_with((word,), before):
        if occurs(evidence.normal(place), word):
            yield place
