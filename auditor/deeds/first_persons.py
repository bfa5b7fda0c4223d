"""Deeds told in the first person in Portuguese, Spanish, German and French.

Only what cannot be said of mere words (a refund, a booking, a mail, a block), and only what the
model says that it did itself: a passive may tell of a record's state. Denials and conditions are
none.
"""

import re
from collections.abc import Iterator

from auditor.deeds.nouns import NounDeed
from auditor.deeds.verbs import Family

# Portuguese and Spanish verbs that hold their subject.
_SUBJECT_IN_VERB: dict[Family, str] = {
    "pay": "reembolsei estornei paguei reembolsé pagué",
    "book": "reservei agendei reservé agendé",
    "remove": "cancelei cancelé",
    "send": "enviei envié",
    "block": "bloqueei bloqueé",
}
# Spanish, French and German participles; they take an auxiliary of the first person.
_PARTICIPLES: dict[Family, str] = {
    "pay": "reembolsado remboursé erstattet überwiesen",
    "book": "reservado agendado réservé gebucht reserviert",
    "remove": "cancelado annulé storniert",
    "send": "enviado envoyé gesendet verschickt",
    "block": "bloqueado bloqué gesperrt blockiert",
}
_NOUNS: dict[Family, str] = {
    "pay": (
        "reembolso estorno pagamento pago rückerstattung erstattung zahlung remboursement paiement"
    ),
    "book": "reserva buchung reservierung réservation",
    "remove": "cancelamento cancelación stornierung annulation",
}
_DONE_BY_ME = (
    "emiti processei iniciei efetuei realizei concluí emití procesé inicié realicé tramité"
)
_DONE = (
    "emitido procesado iniciado realizado tramitado effectué émis traité initié lancé "
    "veranlasst ausgelöst durchgeführt eingeleitet angewiesen"
)


def _of_words(table: dict[Family, str]) -> dict[str, Family]:
    return {word: family for family, words in table.items() for word in words.split()}


OWN_VERBS = _of_words(_SUBJECT_IN_VERB) | _of_words(_PARTICIPLES)
"""Verbs that tell of a deed by themselves, with its family."""

OWN_NOUNS = _of_words(_NOUNS)
"""Nouns that tell of a deed beside a verb that says only that it was done."""

OWN_DONE = frozenset(f"{_DONE_BY_ME} {_DONE}".split())
"""Such verbs."""


def _any_of(words: str) -> str:
    return "|".join(words.split())


_NAMED = "|".join(OWN_NOUNS)
_OF_IT = rf"(?:[^\W\d_]+ ){{0,3}}?(?P<noun>{_NAMED})"
_PARTICIPLE = _any_of(" ".join(_PARTICIPLES.values()))
_GAP = r"(?:(?! und | wurde| wird | ist | war )(?:[^.,;:!?\n]|[.,](?=\d))){0,60}?"
_ADVERB = r"(?:(?:já|ya|déjà|bien|également|también) ){0,2}"
_SAID = (
    re.compile(
        rf"(?<!\bque )(?<!\bque já )(?<!\bque ya )\b(?:"
        rf"(?P<verb>{_any_of(' '.join(_SUBJECT_IN_VERB.values()))})|"
        rf"(?P<done>{_any_of(_DONE_BY_ME)}) {_OF_IT})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\bque )\b(?:he|j['’]ai) {_ADVERB}"
        rf"(?:(?P<verb>{_PARTICIPLE})|(?P<done>{_any_of(_DONE)}) {_OF_IT})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:ich habe|habe ich) {_GAP}"
        rf"(?:(?P<verb>{_PARTICIPLE})|(?P<noun>{_NAMED}) {_GAP}(?P<done>{_any_of(_DONE)}))\b",
        re.IGNORECASE,
    ),
)
_UNREAL = re.compile(
    r"\b(?:se|si|quando|cuando|caso|wenn|falls|sobald|nachdem|ob|quand|lorsque|dès|après|após|depois|"
    r"não|nunca|nem|no|nicht|nie|noch|kein\w*|ne|pas|jamais|sem|sin|ohne|sans)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“«„»]|: ?(?:já |ya )?$")


def own_deeds_of(sentence: str) -> Iterator[NounDeed]:
    """Yield the deeds that a sentence in one of these languages tells as the model's own."""
    for pattern in _SAID:
        for said in pattern.finditer(sentence):
            name = "verb" if said["verb"] else "done"
            if _UNREAL.search(sentence, 0, said.start(name)) or _is_quoted(sentence, said.start()):
                continue
            verb = said[name].casefold()
            family = OWN_VERBS[verb] if said["verb"] else OWN_NOUNS[said["noun"].casefold()]
            yield NounDeed(said.start(name), verb, family, own=True, told_as=re.escape(verb))


def _is_quoted(sentence: str, place: int) -> bool:
    return _QUOTED.search(sentence[:place]) is not None
