"""Clauses in which the model says that it acted upon a kind of thing, or looked at one."""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from auditor.claims.kinds.chinese import CHINESE
from auditor.claims.kinds.english import ENGLISH
from auditor.claims.kinds.french import FRENCH
from auditor.claims.kinds.german import GERMAN
from auditor.claims.kinds.japanese import JAPANESE
from auditor.claims.kinds.kinds import MANNERS, Source, Thing
from auditor.claims.kinds.language import Language
from auditor.claims.kinds.spanish import SPANISH
from auditor.evidence.readings import is_question, single_sentences
from auditor.values.one_pass import in_one_pass
from auditor.values.wording import Wording, late

Sort = Literal["own", "stands"]

_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u4e00-\u9fff]")
_LONGEST = 400


class Told(NamedTuple):
    """An act or a look that a sentence tells of.

    Attributes:
        sort: The model's own, or one that stands as done, by whomever.
        kind: What it is upon.
        start, end: Where the words that tell it stand in the sentence.
    """

    sort: Sort
    kind: Thing | Source
    start: int
    end: int


class _Forms(NamedTuple):
    """The sentences of a language about one kind, and its nouns: without one it is no such."""

    kind: Thing | Source
    noun: Wording
    patterns: tuple[tuple[Sort, re.Pattern[str]], ...]


class _Spoken:
    """The patterns of a language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self.unreal = late(language.unreal, re.IGNORECASE)
        self.told_by_others = late(language.told_by_others, re.IGNORECASE)

    @cached_property
    def verbs(self) -> Wording:
        """What stands in each sentence that tells of an act or a look."""
        said = self._language
        return Wording("|".join((*said.manners.values(), said.looked, said.looking)).lower())

    @cached_property
    def nouns(self) -> Wording:
        """What stands in each of them, too."""
        said = self._language
        return Wording("|".join((*said.things.values(), *said.sources.values())).lower())

    @cached_property
    def may_be_whole(self) -> Wording:
        """What stands in each sentence that tells of an act by words of its own."""
        return Wording(self._language.whole)

    @cached_property
    def whole(self) -> tuple[tuple[Thing, Sort, re.Pattern[str]], ...]:
        """Sentences that tell of an act by words of their own: whom one reached, and states."""
        said = self._language
        told: list[tuple[Thing, Sort, str]] = [
            ("line", "own", said.called),
            ("person", "own", said.reached),
            ("person", "stands", said.was_reached),
            *((thing, "stands", words) for thing, words in said.left.items()),
        ]
        return tuple((thing, sort, late(words, re.IGNORECASE)) for thing, sort, words in told)

    @cached_property
    def forms(self) -> tuple[_Forms, ...]:
        """The sentences about each kind of things and of sources."""
        said = self._language
        acts = [self._of_thing(thing, noun) for thing, noun in said.things.items()]
        return (*acts, *(self._of_source(one, noun) for one, noun in said.sources.items()))

    def _of_thing(self, thing: Thing, noun: str) -> _Forms:
        said = self._language
        verb = "|".join(said.manners[manner] for manner in MANNERS[thing])
        own: list[tuple[Sort, re.Pattern[str]]] = [
            ("own", _filled(form, verb, noun)) for form in said.own
        ]
        stands: list[tuple[Sort, re.Pattern[str]]] = [
            ("stands", _filled(form, verb, noun)) for form in said.stands
        ]
        return _Forms(thing, Wording(noun.lower()), (*own, *stands))

    def _of_source(self, source: Source, noun: str) -> _Forms:
        said = self._language
        forms: list[tuple[Sort, str]] = [("own", form) for form in said.looks]
        forms += [("stands", form) for form in said.looks_stand]
        looks = tuple(
            (sort, _filled(form.replace("{verbing}", said.looking), said.looked, noun))
            for sort, form in forms
        )
        return _Forms(source, Wording(noun.lower()), looks)


def _filled(form: str, verb: str, noun: str) -> re.Pattern[str]:
    return late(form.replace("{verb}", verb).replace("{noun}", noun), re.IGNORECASE)


_JAPANESE, _CHINESE = _Spoken(JAPANESE), _Spoken(CHINESE)
_LATIN_LANGUAGES = (ENGLISH, GERMAN, SPANISH, FRENCH)
_LATIN = tuple(map(_Spoken, _LATIN_LANGUAGES))
_OWN = "|".join(language.own_sign for language in _LATIN_LANGUAGES)
_MAY_BE_OWN = in_one_pass(_OWN)
OWN_SIGNS = f"{_OWN}|{JAPANESE.own_sign}|{CHINESE.own_sign}"
"""What stands in each text that tells of an act or a look as the model's own."""
_MAY_BE_OWN_ANYWHERE = in_one_pass(OWN_SIGNS)


def may_tell_as_own(said: str) -> bool:
    """Say whether any of the words that a model said may tell of an act or a look as its own."""
    return _MAY_BE_OWN_ANYWHERE(said)


def may_tell_of_kinds(text: str, *, own: bool = False) -> bool:
    """Say whether words of the model tell of such an act or look.

    Args:
        text: The words.
        own: Only those of the model's own count.
    """
    if own and not (_MAY_BE_OWN if text.isascii() else _MAY_BE_OWN_ANYWHERE)(text):
        return False
    if not any(
        _may_tell_by_form(each, text) or each.may_be_whole.stands_in(text)
        for each in _languages_of(text)
    ):
        return False
    return any(
        not own or told.sort != "stands"
        for _, sentence in single_sentences(text)
        for told in told_in(sentence)
    )


# Whoever was told that a text may tell of such a thing goes through its sentences again.
@lru_cache(maxsize=256)
def told_in(sentence: str) -> tuple[Told, ...]:
    """Return the acts and looks that a sentence tells of; questions, plans and denials are none."""
    if len(sentence) > _LONGEST or is_question(sentence):
        return ()
    return tuple(one for each in _languages_of(sentence) for one in _told_in(sentence, each))


def _told_in(sentence: str, language: _Spoken) -> Iterator[Told]:
    is_of_form = _may_tell_by_form(language, sentence)
    is_whole = language.may_be_whole.stands_in(sentence)
    if not (is_of_form or is_whole) or language.told_by_others.search(sentence):
        return
    if is_whole:
        for thing, sort, pattern in language.whole:
            yield from _told_by(thing, ((sort, pattern),), sentence, language)
    if is_of_form:
        for forms in language.forms:
            if forms.noun.may_stand_in(sentence):
                yield from _told_by(forms.kind, forms.patterns, sentence, language)


def _may_tell_by_form(language: _Spoken, text: str) -> bool:
    return language.verbs.stands_in(text) and language.nouns.stands_in(text)


def _told_by(
    kind: Thing | Source, patterns: tuple[tuple[Sort, re.Pattern[str]], ...], sentence: str,
    language: _Spoken,
) -> Iterator[Told]:  # fmt: skip
    for sort, pattern in patterns:
        said = pattern.search(sentence)
        if said is not None and not language.unreal.search(sentence, 0, said.end()):
            yield Told(sort, kind, *said.span())
            return


def _languages_of(text: str) -> tuple[_Spoken, ...]:
    if text.isascii():
        return _LATIN
    if _KANA.search(text):
        return (_JAPANESE,)
    return (_CHINESE,) if _HAN.search(text) else _LATIN
