"""How users ask for a deed in European languages but English: by the beginning of its verb."""

import re

from auditor.claims.deeds.verbs import Family
from auditor.claims.deeds.verbs_abroad import FAMILY_OF_STEM, OWN_DONE, OWN_NOUNS, OWN_VERBS
from auditor.values.wording import Wording, late

# Beginnings of how users ask.
_STEMS: dict[Family, str] = {
    "pay": (
        "pag zahl bezahl überweis vire virez virer transfi transfer transfér erstatt rückerstatt "
        "rembours pay reembols estorn devol devuel "
        "rimbors вернит верни оплат betaal"
    ),
    "book": "reserv réserv buch bestell commande ordin prenot agend boek compr заброн закаж",
    "remove": (
        "anul anúl annul cancel stornier lösch elimin elimín borr bórr supprim kündig excl apag "
        "verwijder отмен удал"
    ),
    "send": (
        "send schick verschick envoi envoy enví envi mand mánd invi sped stuur kontakt contact "
        "contat "
        "sprich sprech fal habl parl отправ пошл свяж сообщ уведом"
    ),
    "create": ("anleg leg erstell speicher cre cré guard salv registr enregistr созда сохран"),
    "block": (
        "quarant cuarent isolier aisl "
        "sperr block bloqu blocc genehmig freigeb gib lehn approuv valid refus aprueb aprob aprov "
        "rechaz approv rifiut redémarr relanc reinici riavvi neustart start starte перезапус "
        "заблок одобр herstart"
    ),
    "change": (
        "verschieb verleg änder aktualisier buch déplac repor modif décal chang cambi cámbi mov "
        "muev reprogram aplaz actualiz alter remar reagend atualiz spost aggiorn rinvi verplaats "
        "verzet wijzig измен перенес обнов"
    ),
}
_ASKED_ABROAD = {
    family: late(rf"\b(?:{stems.replace(' ', '|')})", re.IGNORECASE)
    for family, stems in _STEMS.items()
}
_MAY_ASK_ABROAD = Wording(rf"\b(?:{'|'.join(_STEMS.values()).replace(' ', '|')})")
_MAY_ASK_BUT_MAKE = Wording(
    r"\b(?:"
    + "|".join(stems for family, stems in _STEMS.items() if family != "create").replace(" ", "|")
    + ")"
)
# In English these begin words of other meanings.
_ENGLISH_TOO = frozenset(["start", "starte", "chang", "contact", "contat", "approv", "cancel"])
_SHORTEST_STEM = 5
_NAMED_BY = tuple(
    (stem, family)
    for family, stems in _STEMS.items()
    for stem in stems.split()
    if len(stem) >= _SHORTEST_STEM and stem not in _ENGLISH_TOO
)


def families_of_name(word: str) -> frozenset[Family]:
    """Return the families of the deeds that a verb in a tool's name tells of: `cambiar`."""
    return frozenset(family for stem, family in _NAMED_BY if word.startswith(stem))


def may_ask_abroad(text: str, *, but_make: bool = False) -> bool:
    """Say whether a text holds the beginning of a verb by which users ask for some deed.

    Args:
        text: Words of a user.
        but_make: To make something counts for none.
    """
    return (_MAY_ASK_BUT_MAKE if but_make else _MAY_ASK_ABROAD).stands_in(text)


def asks_abroad(text: str, family: Family | None, verb: str) -> bool:
    """Say whether a user asks for a deed in one of these languages, told by a verb or a noun."""
    known = (OWN_VERBS, FAMILY_OF_STEM, OWN_DONE, OWN_NOUNS)
    if family is None or not any(verb in words for words in known):
        return False
    return family in _ASKED_ABROAD and _ASKED_ABROAD[family].search(text) is not None
