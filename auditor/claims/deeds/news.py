"""News that the model says it gave to somebody, in languages other than English and Chinese.

"I informed her" may be said of mere words, "by SMS" is not: only what names its way counts.
"""

import re
from collections.abc import Iterator

from auditor.claims.deeds.nouns import NounDeed
from auditor.values.wording import late

_INFORMED = (
    "informiert benachrichtigt verständigt prévenu prévenue informé informée averti avertie "
    "avisado notificado informado avvisato avvisata informato informata ingelicht geïnformeerd"
)
_BY_ME = "avisé notifiqué informé avisei notifiquei informei"
NEWS_WORDS = frozenset(f"{_INFORMED} {_BY_ME}".split())
"""Verbs that tell of news, for the cheap sign."""

_WAY = r"(?:sms|e-?mail|mail|whatsapp|telegram|slack|correo|courriel|telefon\w*|téléphone)"
_BY = r"(?:per|via|par|por|al|no)"
_GAP = r"(?:(?! wurde| wird | ist | war | ?mich )(?:[^.,;:!?\n]|[.,:](?=\d)|(?<=[A-Z])\.)){0,90}?"
_VERB = _INFORMED.replace(" ", "|")
_SAID = (
    late(
        rf"\b(?:ich habe|habe ich|ik heb|heb ik) {_GAP}\b{_BY} {_WAY} {_GAP}(?P<verb>{_VERB})\b",
        re.IGNORECASE,
    ),
    late(
        rf"\b(?:he|ho|j['’]ai|(?:je )?l['’]ai|(?:je )?les ai)(?: \w+)? (?P<verb>{_VERB}) "
        rf"{_GAP}\b{_BY} {_WAY}\b",
        re.IGNORECASE,
    ),
    late(
        rf"\b(?P<verb>{_BY_ME.replace(' ', '|')}) {_GAP}\b{_BY} {_WAY}\b",
        re.IGNORECASE,
    ),
)
_UNREAL = late(
    r"\b(?:se|si|quando|cuando|wenn|falls|sobald|nachdem|dass|ob|quand|lorsque|après|después|depois|"
    r"não|nunca|no|nicht|nie|noch|kein\w*|ne|n['’]ai|pas|jamais|sem|sin|ohne|sans|non|mai|senza|als|"
    r"niet|geen|que|che|dat)\b",
    re.IGNORECASE,
)


def news_told_in(sentence: str) -> Iterator[NounDeed]:
    """Yield the news to somebody that a sentence tells as given by the model."""
    for pattern in _SAID:
        for said in pattern.finditer(sentence):
            if not _UNREAL.search(sentence, 0, said.start("verb")):
                verb = said["verb"].casefold()
                yield NounDeed(said.start("verb"), verb, "send", True, re.escape(verb))
