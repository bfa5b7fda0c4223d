"""Verbs and nouns by which deeds are told in European languages but English, with their family."""

import re

from auditor.claims.deeds.verbs import Family

# Portuguese and Spanish verbs that hold their subject.
SUBJECT_IN_VERB: dict[Family, str] = {
    "pay": "reembolsei estornei paguei reembolsé pagué",
    "book": (
        "reservei agendei comprei reservé agendé compré zarezerwowałem zarezerwowałam "
        "zamówiłem zamówiłam"
    ),
    "remove": (
        "anulé cancelei excluí "
        "apaguei cancelé eliminé borré anulowałem anulowałam usunąłem usunęłam "
        "sildim"
    ),
    "send": "enviei mandei envié mandé contactei contatei contacté wysłałem wysłałam gönderdim",
    "create": "salvei guardei guardé criei creé zapisałem zapisałam utworzyłem kaydettim",
    "block": "bloqueei bloqueé aprobé aprovei reinicié reiniciei "
    "zablokowałem zablokowałam engelledim",
    "change": (
        "alterei remarquei reagendei atualizei adiei cambié reprogramé actualicé modifiqué "
        "aplacé moví zmieniłem zmieniłam przełożyłem przełożyłam değiştirdim erteledim"
    ),
}
RUSSIAN: dict[Family, str] = {
    "pay": "оплатил оплатила вернул вернула",
    "book": "забронировал забронировала заказал заказала",
    "remove": "отменил отменила удалил удалила",
    "send": "отправил отправила уведомил уведомила",
    "create": "сохранил сохранила создал создала",
    "block": ("заблокировал заблокировала перезапустил перезапустила одобрил одобрила"),
    "change": "перенёс перенес перенесла изменил изменила обновил обновила",
}
# Participles; they take an auxiliary of the first person.
PARTICIPLES: dict[Family, str] = {
    "pay": "reembolsado remboursé erstattet überwiesen rimborsato pagato terugbetaald",
    "book": (
        "reservado agendado comprado réservé commandé gebucht reserviert bestellt prenotato "
        "ordinato geboekt gereserveerd besteld"
    ),
    "remove": (
        "cancelado eliminado borrado annulé supprimé storniert gelöscht annullato cancellato "
        "anulado eliminato geannuleerd verwijderd"
    ),
    "send": (
        "enviado envoyé gesendet verschickt geschickt versendet abgeschickt inviato spedito "
        "mandato verzonden gestuurd kontaktiert contacté contactado contattato"
    ),
    "create": (
        "guardado enregistré gespeichert salvato opgeslagen angelegt erstellt créé creado criado "
        "creato aangemaakt"
    ),
    "block": (
        "bloqueado bloqué gesperrt blockiert bloccato geblokkeerd genehmigt freigegeben abgelehnt "
        "approuvé validé refusé aprobado rechazado approvato rifiutato aprovado goedgekeurd "
        "neugestartet redémarré reiniciado riavviato herstart"
    ),
    "change": (
        "verschoben verlegt umgebucht geändert aktualisiert zurückgesetzt déplacé reporté modifié "
        "décalé cambiado movido reprogramado aplazado modificado actualizado alterado remarcado "
        "reagendado atualizado spostato modificato aggiornato rinviato verplaatst verzet gewijzigd"
    ),
}
_NOUNS: dict[Family, str] = {
    "pay": (
        "devolución devolução bonifico rimborso "
        "reembolso estorno pagamento pago rückerstattung erstattung zahlung remboursement paiement"
    ),
    "book": "reserva buchung reservierung réservation",
    "remove": "cancelamento cancelación stornierung annulation",
}
_MADE_WORDS = (
    "criei creé utworzyłem создал создала angelegt erstellt créé creado criado creato aangemaakt"
)
MADE = frozenset(_MADE_WORDS.split())
DONE_BY_ME = "emiti processei iniciei efetuei realizei concluí emití procesé inicié realicé tramité"
DONE = (
    "emitido procesado iniciado realizado tramitado effectué émis traité initié lancé "
    "eseguito eseguita effettuato effettuata tramitada "
    "veranlasst ausgelöst durchgeführt eingeleitet angewiesen"
)


def families_of_words(table: dict[Family, str]) -> dict[str, Family]:
    """Return the family of each word of a table of words by family."""
    return {word: family for family, words in table.items() for word in words.split()}


# Whom one reached, by whatever way.
REACHED = (
    "entrei em contato|entrei em contacto|falei com|liguei para|me puse en contacto|hablé con|"
    "llamé a|связался|связалась|позвонил|позвонила|skontaktowałem się|skontaktowałam się"
)
# `je viens de rembourser`, `acabo de reembolsar`: the base form of what is told as just done.
_BASE_ENDINGS = (("é", "er"), ("ado", "ar"))
JUST_DONE = {
    word.removesuffix(end) + base: family
    for word, family in families_of_words(PARTICIPLES).items()
    for end, base in _BASE_ENDINGS
    if word.endswith(end)
}


OWN_VERBS = (
    JUST_DONE
    | families_of_words(SUBJECT_IN_VERB)
    | families_of_words(RUSSIAN)
    | families_of_words(PARTICIPLES)
    | dict.fromkeys(REACHED.split("|"), "send")
)
"""Verbs that tell of a deed by themselves, with its family."""


OWN_NOUNS = families_of_words(_NOUNS)
"""Nouns that tell of a deed beside a verb that says only that it was done."""


OWN_DONE = frozenset(f"{DONE_BY_ME} {DONE}".split())
"""Such verbs."""


# Agreeing with what it was done to: `anulada`.
_ENDING = re.compile(r"(?:[oa]|é)$")
PARTICIPLE_STEMS = "|".join(
    _ENDING.sub(lambda end: "é" if end[0] == "é" else "", word)
    for word in " ".join(PARTICIPLES.values()).split()
    if _ENDING.search(word)
)


PASSIVE_WORDS = frozenset(
    f"{stem}{end}"
    for stem in PARTICIPLE_STEMS.split("|")
    for end in ("o", "a", "os", "as", "e", "es")
)
"""How a passive tells of such deeds, for the cheap sign."""


FAMILY_OF_STEM: dict[str, Family] = {
    form: family
    for family, words in PARTICIPLES.items()
    for word in words.split()
    for form in (word, re.sub("[oa]$", "", word))
}
