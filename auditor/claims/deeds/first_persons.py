"""Deeds told in the first person in languages other than English and Chinese.

Only what cannot be said of mere words (a refund, a booking, a mail, a block, a run of tests), and
only what the model says that it did itself: a passive may tell of a record's state, and counts
where the user asked for just that deed. Denials and conditions are none.
"""

import re
from collections.abc import Iterator

from auditor.claims.deeds.nouns import NounDeed
from auditor.claims.deeds.of_world_abroad import is_of_office
from auditor.claims.deeds.verbs import RECORDED_AS
from auditor.claims.deeds.verbs_abroad import (
    DONE,
    DONE_BY_ME,
    FAMILY_OF_STEM,
    JUST_DONE,
    MADE,
    OWN_NOUNS,
    OWN_VERBS,
    PARTICIPLE_STEMS,
    PARTICIPLES,
    REACHED,
    RUSSIAN,
    SUBJECT_IN_VERB,
)
from auditor.values.quotations import is_behind_mark
from auditor.values.wording import Wording, late


def _any_of(words: str) -> str:
    return "|".join(words.split())


_NAMED = "|".join(OWN_NOUNS)
_OF_IT = rf"(?:[^\W\d_]+ ){{0,3}}?(?P<noun>{_NAMED})"
_PARTICIPLE = _any_of(" ".join(PARTICIPLES.values()))
_GAP = r"(?:(?! und | wurde| wird | ist | war )(?:[^.,;:!?\n]|[.,:](?=\d))){0,60}?"
_ADVERB = r"(?:(?:já|ya|déjà|bien|également|también|già|anche|appena) ){0,2}"
_SAID = (
    late(
        r"\b(?:(?:je viens|nous venons) (?:tout )?(?:juste )?de|acab(?:o|amos|ei) de) "
        rf"(?:(?:vous|te|le|la|les|lui|leur|lo) )?(?P<verb>{'|'.join(JUST_DONE)})(?P<done>(?!))?"
        r"(?:l[aeo]s?|te|nos|vos)?\b",
        re.IGNORECASE,
    ),
    late(
        rf"(?<!\bque )(?<!\bque já )(?<!\bque ya )\b(?P<verb>{REACHED})(?P<done>(?!))?\b",
        re.IGNORECASE,
    ),
    late(
        rf"(?<!\bque )(?<!\bque já )(?<!\bque ya )\b(?:"
        rf"(?P<verb>{_any_of(' '.join(SUBJECT_IN_VERB.values()))})|"
        rf"(?P<done>{_any_of(DONE_BY_ME)}) {_OF_IT})\b",
        re.IGNORECASE,
    ),
    late(
        rf"(?<!\bque )(?<!\bche )\b(?:he|j['’]ai|ho) {_ADVERB}"
        rf"(?:(?P<verb>{_PARTICIPLE})|(?P<done>{_any_of(DONE)}) {_OF_IT})\b",
        re.IGNORECASE,
    ),
    late(
        rf"\b(?:ich habe|habe ich|ik heb|heb ik) {_GAP}"
        rf"(?:(?P<verb>{_PARTICIPLE})|(?P<noun>{_NAMED}) {_GAP}(?P<done>{_any_of(DONE)}))\b",
        re.IGNORECASE,
    ),
    late(
        rf"\bя (?:уже |только что |также ){{0,2}}(?P<verb>{_any_of(' '.join(RUSSIAN.values()))})"
        r"(?P<done>(?!))?\b",
        re.IGNORECASE,
    ),
)
_MAY_SAY = Wording(
    rf"\b(?:{_any_of(' '.join(SUBJECT_IN_VERB.values()))}|{REACHED}|{_any_of(DONE_BY_ME)}|he|"
    rf"ho|j['’]ai|je viens|nous venons|acabo|acabamos|acabei|"
    r"ich habe|habe ich|ik heb|heb ik|я)\b"
)
# Done by nobody in words: it counts where the user asked for just that.
_PASSIVES = (
    late(
        rf"\b(?:ha(?:n)? (?:sido|quedado)|foi|foram|queda(?:n)?|quedó|è stat[oa]|sono stat[ie]|"
        rf"(?:a|ont) (?:bien )?été) (?P<verb>{PARTICIPLE_STEMS})(?:[oaei]s?|es?)?\b",
        re.IGNORECASE,
    ),
    late(
        r"\b(?:wurden?|ist|sind|werd|werden|zijn|is) "
        r"(?:(?![,;!?]|[.:](?!\d)|nicht|noch|bereits|schon)[^\n]){0,50}?"
        rf"\b(?P<verb>{_PARTICIPLE})\b",
        re.IGNORECASE,
    ),
    late(
        rf"^\W{{0,3}}(?P<verb>{_NAMED}) (?:[^.;:!?\n]|[.:](?=\d)){{0,40}}?"
        r"\b(?:eseguit[oa]|effettuat[oa]|realizado|emitido|effectué|émis|ausgeführt|durchgeführt|"
        r"veranlasst|tramitad[oa])\b",
        re.IGNORECASE,
    ),
)
_UNREAL = late(
    r"\b(?:se|si|quando|cuando|caso|wenn|falls|sobald|nachdem|ob|quand|lorsque|dès|après|após|depois|"
    r"não|nunca|nem|no|nicht|nie|noch|kein\w*|ne|pas|jamais|sem|sin|ohne|sans|"
    r"se|quando|non|mai|senza|als|niet|geen|если|когда|не|nie|jeśli|eğer|"
    r"nichts|niemande[mn]?|rien|aucune?|nada|ningun[oa]s?|ningún|nadie|nenhuma?|ninguém|niente|nulla|"
    r"nessun\w*|niets|niemand|ничего|никого|никому|nic|hiçbir)\b",
    re.IGNORECASE,
)


def own_deeds_of(sentence: str) -> Iterator[NounDeed]:
    """Yield the deeds that a sentence in one of these languages tells as the model's own."""
    for pattern in _SAID if _MAY_SAY.stands_in(sentence) else ():
        for said in pattern.finditer(sentence):
            name = "verb" if said["verb"] else "done"
            if _UNREAL.search(sentence, 0, said.start(name)) or is_behind_mark(
                sentence, said.start()
            ):
                continue
            verb = said[name].casefold()
            family = OWN_VERBS[verb] if said["verb"] else OWN_NOUNS[said["noun"].casefold()]
            may_be_words = family == "change" or verb in MADE
            if may_be_words and not is_of_office(sentence):
                continue
            yield NounDeed(said.start(name), verb, family, own=True, told_as=re.escape(verb))


def passive_deeds_of(sentence: str) -> Iterator[NounDeed]:
    """Yield the deeds that a sentence in one of these languages says are done, by whomever."""
    for pattern in _PASSIVES:
        for said in pattern.finditer(sentence):
            verb = said["verb"].casefold()
            family = FAMILY_OF_STEM.get(verb) or OWN_NOUNS.get(verb)
            if family is None or _UNREAL.search(sentence, 0, said.end()):
                continue
            if family == "change" and not is_of_office(sentence):
                continue
            told_as = f"{re.escape(verb)}|{RECORDED_AS[family]}"
            yield NounDeed(said.start("verb"), verb, family, own=False, told_as=told_as)
