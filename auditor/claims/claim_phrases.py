"""Sentences in which the model says that it called a tool, or that it did not.

Offers, plans, conditions and questions are no claims, so only what is said of the past is looked
for. Phrases only lead to candidates: whether a claim is false is decided by the calls of the trace.
"""

import re
from collections.abc import Iterable, Iterator

from auditor.claims import chinese_calls as zh
from auditor.claims.chinese_phrases import chinese_phrases
from auditor.claims.command_advice import is_users_own, says_what_for, says_what_is_to_do
from auditor.claims.denied_words import DENIED
from auditor.claims.look_nouns import LookByNoun, looks_by_noun
from auditor.claims.new_looks import new_looks
from auditor.claims.not_claimed import (
    ABLE,
    LACKS,
    LEFT_OUT,
    NOT_ABROAD,
    PLAN_OVER,
    PLANNED,
    UNREAL,
    is_proposed,
    is_unreal,
)
from auditor.claims.phrase import CODE, Phrase, clause_at, phrase_in, phrase_said, sentence_around
from auditor.claims.words_abroad import LookAbroad, looks_abroad, may_speak_abroad
from auditor.values.wording import late

_ADVERBS = (
    r"(?: (?:just|already|also|now|then|again|even|actually|first|quickly|successfully|carefully|"
    r"personally|recently|earlier|immediately|indeed|directly|once more|once again|really|since|"
    r"went ahead and|gone ahead and)){0,4}"
)
_CALLS = (
    r"(?:re-?)?queried|(?:re-?)?called|(?:re-?)?invoked|(?:re-?)?ran(?! (?:into|out))|"
    r"(?:re-?)?run(?! (?:into|out))|(?:re-?)?executed|"
    r"looked (?:(?:it|that|this|them|both|\S*\d\S*|(?:[A-Z]\S*\s?){1,4}?) )?up|"
    r"(?:re-?)?searched|(?:re-?)?fetched|retrieved|pulled|refreshed|re-?read|re-?polled|"
    r"(?:made|performed|did|done|conducted|issued|sent|completed|placed) (?:a|an|another|the) "
    r"(?:[\w-]{1,20} ){0,3}(?:call|query|lookup|look-up|search|request|check|scan)|"
    r"repeated (?:the|that|this|my|your) (?:[\w-]{1,20} ){0,2}"
    r"(?:call|query|lookup|look-up|search|check)"
)
_GLANCES = (
    r"(?:re-?|double-|double )?checked|(?:re-?)?verified|confirmed|consulted|accessed|"
    r"used|(?:re-?)?scanned|obtained|gathered|inspected"
)
_ENGLISH = late(
    rf"I(?:['’]ve| have| had)?{_ADVERBS} "
    rf"(?:(?P<query>{_CALLS})|(?P<glance>{_GLANCES})|(?P<action>[a-z]{{3,14}}(?:ed|t|id)))\b"
)
_IMPERSONAL = late(
    r"^(?:[Jj]ust |[Aa]lready |[Nn]ow )?(?:[Rr]e-?)?(?:[Qq]ueried|[Cc]hecked|[Cc]alled|[Ss]earched|"
    r"[Ll]ooked up|[Ff]etched|[Rr]etrieved) "
    r"|\b(?:lookup|look-up|query|search|tool|service|system|check|call|API|database)\b"
    r"[^!?\n]{0,80}? (?:returned|came back|responded|reported|showed|shows|confirmed|"
    r"(?:was|has been) (?:performed|called|made|run|done|executed|queried|completed|invoked))\b"
)
_LOOKS = ("quer", "ook-up", "ookup", "earch ", "check ", "fter ")
_NAMED_LOOK = late(
    r"\b(?:[Mm]y|[Tt]he|[Aa]|[Aa]nother) (?:[a-z]+ )?"
    r"(?:query|queries|look-?ups?|search(?:es)?|checks?) (?:for|of|on|against|with) "
    r"|\b[Aa]fter (?:quer|check|search|look|call|fetch)(?:ying|ing|ed) "
)
_OF_A_TOOL = late(
    r"\b(?:[Aa]ccording to|[Bb]ased on|[Ff]rom|"
    # `Two meals per day` tells of no source.
    r"[Pp]er(?! (?:day|night|week|month|year|hour|minute|person|head|meal|item|unit|user|page)\b)|"
    r"[Aa]fter (?:checking|calling|querying|running))\b"
    r"|\b(?:returned|reported|responded|confirmed|showed|gave|says|said|came back|"
    r"still (?:reports|returns|shows|gives|lists))\b"
    r"|\b(?:was|been) (?:called|run|queried|invoked|executed|checked|used)\b"
    r"|根据|通过|经过?|返回|显示|结果|后，|[已了过]"
)
_GOES_ON = late(r"\w")
# What follows most often after "I" and is no past is left aside at once.
OPENING = late(
    r"I(?:['’]ve)? (?!can|wil|nee|am |und|wou|sho|do |see|thi|apo|may|hop|kno|wan|don|cou|mus|app|"
    r"rec|bel)"
)
_REPORT = late(
    r"\b(?:(?:was|were|been|is) "
    r"(?:checked|looked up|queried|verified|retrieved|confirmed|found|run)|came back|returned"
    r"|(?:shows?|showed|says|said|confirms?|confirmed|reports?|reported)\b"
    r"|results? (?:for|of|on|from)|records? (?:for|of|on)|according to|on record|on file)\b"
)
# How a look turned out, told by its noun.
_REPORT_ABROAD = late(
    r"\b(?:abfrage|(?:über)?prüfung|suche|recherche|consulta|búsqueda|comprobación|verificación|"
    r"revisión|requête|vérification|interrogazione|ricerca|verifica|controllo|pesquisa|"
    r"verificação|controle|zoekopdracht)\b(?:[^.!?\n]|\.(?=\w)){0,80}?"
    r"\b(?:ergab(?:en)?|zeigte|lieferte|brachte|hat|war|mostró|arrojó|devolvió|reveló|indicó|fue|"
    r"ha|donné|montré|révélé|mostrou|retornou|revelou|toonde|gaf|leverde)\b"
    r"(?![^.!?\n]{0,40}\b(?:nicht|fehlgeschlagen|fallad\w*|échoué|fallit\w*|error|fehler|erreur)\b)",
    re.IGNORECASE,
)
# Up to the name of the thing; nothing but that stands between.
_READING = late(
    r"(?:\b(?:I|[Ww]e)(?:['’]ve| have)?(?: (?:just|now|already|also|then|went ahead and|quickly|"
    r"carefully|briefly|closely)){0,3} (?:looked|examined|reviewed|opened|viewed|went|gone|studied|"
    r"pulled|inspected|read|dug)"
    r"|^(?:[Aa]fter|[Oo]n|[Uu]pon|[Hh]aving|[Bb]y) (?:check|look|pull|review|open|examin|inspect|"
    r"view|search|read|go)\w*)"
    r"(?: (?:at|into|over|up|through|the|its|details?|records?|entry|page|status|data|history|of|"
    r"for|on|in)){0,5} [#`*\"'(]{0,3}$"
)


def phrases_of(text: str, names: Iterable[str] = (), entities: Iterable[str] = ()) -> list[Phrase]:
    """Return the sentences of a text that speak of a tool call in the past, each once.

    Args:
        text: Words of the model.
        names: Names of tools, looked for as they are written.
        entities: Names of things: sentences that tell what a tool or a record says of one count.
    """
    found: dict[int, Phrase] = {}
    for opening in OPENING.finditer(text):
        _add(found, _first_person(text, opening.start()))
    for place in _named_looks(text):
        _add(found, _impersonal(text, place))
    for place, is_sure in new_looks(text):
        _add(found, _told_anew(text, place, on_request=not is_sure))
    for by_noun in looks_by_noun(text):
        _add(found, _told_by_noun(text, by_noun))
    if may_speak_abroad(text):
        for look in looks_abroad(text):
            _add(found, _told_abroad(text, look))
    for phrase in _about_names(text, names, entities):
        _add(found, phrase)
    if not text.isascii():
        for phrase in chinese_phrases(text):
            _add(found, phrase)
    return list(found.values())


def _about_names(
    text: str, names: Iterable[str], entities: Iterable[str]
) -> Iterator[Phrase | None]:
    if "_" in text or "`" in text:
        for name in names:
            if name in text:
                for place in _places(text, name):
                    # `search_files` is no part of `search_files_by_name`.
                    if not _GOES_ON.match(text, place + len(name)):
                        yield _with_name(text, place, name)
    for entity in entities:
        if entity in text:
            for place in _places(text, entity):
                yield _impersonal(text, place)


def _named_looks(text: str) -> Iterator[int]:
    """Yield the places of words like `my query for`."""
    if any(word in text for word in _LOOKS):
        for look in _NAMED_LOOK.finditer(text):
            yield look.start()


def _add(found: dict[int, Phrase], phrase: Phrase | None) -> None:
    if phrase is not None:
        found.setdefault(phrase.start, phrase)


def _places(text: str, needle: str) -> Iterator[int]:
    place = text.find(needle)
    while place >= 0:
        yield place
        place = text.find(needle, place + len(needle))


def _first_person(text: str, place: int) -> Phrase | None:
    if text[place - 1 : place].isalnum():
        return None
    said = _ENGLISH.match(text, place)
    if said is None and not DENIED.match(text, place):
        return None
    start, end = sentence_around(text, place)
    if UNREAL.search(text, start, place) or text[end - 1 : end] == "?":
        return None
    if LEFT_OUT.search(text, start, place):
        return None
    if said is not None:
        return phrase_said(text, start, end, said)
    return phrase_in(text, start, end, "denial", "")


def _told_anew(text: str, place: int, *, on_request: bool) -> Phrase | None:
    """Return a sentence that tells of a new look without a subject ("Just refreshed it")."""
    start, end = sentence_around(text, place)
    if text[end - 1] == "?" or CODE.search(text[start:end]):
        return None
    return phrase_in(text, start, end, "query", "")._replace(fresh=True, on_request=on_request)


def _told_by_noun(text: str, told: LookByNoun) -> Phrase | None:
    """Return a sentence that tells of a look by its noun ("The lookup of A-1 is done")."""
    start, end = sentence_around(text, told.place)
    if CODE.search(text[start:end]) or is_unreal(text, start, told.place, end):
        return None
    phrase = phrase_in(text, start, end, "query", "")
    return phrase._replace(
        fresh=told.is_anew or phrase.fresh, on_request=told.is_anew, by_noun=told
    )


def _told_abroad(text: str, look: LookAbroad) -> Phrase | None:
    """Return a sentence in another language that tells of a look of the model's own."""
    start, end = sentence_around(text, look.end - 1)
    if CODE.search(text[start:end]):
        return None
    return phrase_in(text, start, end, look.sort, look.verb)


def _impersonal(text: str, place: int) -> Phrase | None:
    start, end = sentence_around(text, place)
    sentence = text[start:end]
    if CODE.search(sentence) or is_unreal(text, start, place, end) or LACKS.search(sentence):
        return None
    if says_what_is_to_do(text, start, place, end) or is_users_own(sentence):
        return None
    if _IMPERSONAL.search(sentence):
        return phrase_in(text, start, end, "query", "")
    if _REPORT.search(sentence) or _REPORT_ABROAD.search(sentence):
        return phrase_in(text, start, end, "report", "")
    if not _READING.search(text[start:place]) or is_unreal(text, place, end, end):
        return None
    return phrase_in(text, start, end, "reading", "")


def _with_name(text: str, place: int, name: str) -> Phrase | None:
    start, end = sentence_around(text, place)
    sentence = text[start:end]
    if is_unreal(text, start, place, end) or ABLE.match(text, place + len(name)):
        return None
    clause = clause_at(sentence, place - start)
    if zh.UNREAL.search(clause) or zh.NOT.search(clause) or CODE.search(sentence):
        return None
    if zh.PLANNED.search(sentence):
        return None
    if says_what_for(text, start, end) or is_proposed(text, start, end):
        return None
    told = _OF_A_TOOL.search(sentence)
    if told is not None and PLANNED.search(sentence, place - start + len(name), told.start()):
        # "For get_page: I'll get the address from the list" tells what is still to be called.
        return None
    if told is not None:
        return phrase_in(text, start, end, "query", "")
    # Chinese verbs have no tense: without a mark of the past it may be an offer.
    if zh.HAN.search(sentence) or PLAN_OVER.search(text, 0, start):
        return None
    return None if NOT_ABROAD.search(clause) else phrase_in(text, start, end, "report", "")
