"""Sentences that tell something as done, whatever the verb: by their tense, in several languages.

Verbs of deeds are without number; those of mere understanding, reading and preparing are few. What
is asked, planned, denied, supposed or has failed is not done.
"""

import re
from collections.abc import Iterable, Iterator

from auditor.claims.deeds.done_in_east import done_in_east, is_eastern
from auditor.claims.deeds.done_told import Done
from auditor.evidence.readings import is_question
from auditor.values.english_words import DEPENDING, SUPPOSING
from auditor.values.one_pass import in_one_pass
from auditor.values.quotations import is_behind_mark
from auditor.values.wording import late

_IRREGULAR = (
    "sent|put|made|set|left|done|taken|given|written|built|paid|bought|begun|cut|shut|reset|run"
)
# Of the mind and of words alone.
MIND = (
    "noted|understood|received|seen|read|found|looked|checked|reviewed|prepared|drafted|considered|"
    "decided|noticed|realized|tried|attempted|wanted|needed|asked|mentioned|listed|included|"
    "outlined|summari[sz]ed|provided|explained|described|assumed|used|compared|calculated|gathered|"
    "collected|identified|verified|confirmed|analy[sz]ed|examined|searched|retrieved|pulled|located|"
    "determined|learned|heard|thought|hoped|apologi[sz]ed|missed|failed|planned|suggested|queried|"
    "recommended|proposed|estimated|assessed|obtained|fetched|accessed|consulted|discussed|"
    "requested|required|supposed|meant|based|related|called|named|expected|interested|sorted|"
    "researched|extracted|explored|surveyed|studied|browsed|screened|"
    "authenticated|validated|updated you|filled|answered|addressed|attached|shared|inspected|"
    "investigated|reached|repeated|quoted|recalled|restated|reused"
)
_ADVERBS = (
    r"(?:(?:now|just|already|also|both|all|then|since|successfully|finally|immediately|gone ahead "
    r"and|went ahead and) ){0,3}"
)
_PAST = rf"(?!(?:{MIND})\b)(?:[a-z]{{2,15}}ed|{_IRREGULAR})"
# `was made`, `is set` are said of anything.
_STATED = rf"(?!(?:{MIND})\b)(?:[a-z]{{3,15}}ed|sent|paid|bought)"
_ENGLISH = (
    (late(rf"\bI(?:['’]ve| have)? {_ADVERBS}(?P<verb>{_PAST})\b"), True, True),
    (late(rf"\b(?:has|have) {_ADVERBS}been {_ADVERBS}(?P<verb>{_PAST})\b"), False, True),
    (
        late(rf"\b(?:is|are|was|were) {_ADVERBS}(?P<verb>{_STATED})\b(?! (?:by|for|on|at)\b)"),
        False,
        False,
    ),
    # Who went through something read it.
    (late(r"(?<!\b[Ii] )(?<!\b[Ww]e )\b(?:just )?(?P<verb>went) (?:out|through)\b"), False, True),
    (
        late(r"\b(?:has|have) (?:now |just |already )?(?P<verb>gone) (?:out|off|through|over)\b"),
        False, True,
    ),
    (
        late(rf"\b[Aa]ctions? (?:already )?(?:taken|performed|completed)\W{{1,3}}[^.\n]{{0,60}}?"
             rf"\b(?P<verb>{_STATED})\b"), True, True,
    ),
)  # fmt: skip
# What is done to an answer, or worked out of what was looked at, in words alone.
_OF_ANSWER = late(
    r"put|made|set|left|taken|given|written|kept|added|highlighted|marked|sorted|grouped|ordered|"
    r"ranked|rounded|converted|translated|limited|skipped|excluded|omitted|counted|summed|"
    r"computed|formatted|shortened|corrected|combined|focused|started|picked|selected|treated|"
    r"interpreted|followed|mapped|matched|filtered|narrowed|separated|broken|opened|visited|"
    r"tested|tried|ran|run|done|parsed|extracted|loaded|quoted|cited|linked|labell?ed|numbered|"
    r"completed|finished|flagged|structured|organi[sz]ed|simplified|derived|inferred|weighed|measured|reviewed"
)
# By which one tells that one stepped in unasked.
_STEPPED_IN = late(
    r"\b(?:gone|went) ahead and\b|\b(?:as|for) an? (?:extra |added )?(?:precaution|safety)\w*\b|"
    r"\bon your behalf\b|\bin the meantime\b|\bto be (?:on the safe side|safe)\b",
    re.IGNORECASE,
)
# Of words that other languages have, too, it takes several.
_IBERIAN = late(
    r"\b(?:el|los|las|del|una?|su|sus|para|por|al|o|os|as|do|da|dos|das|no|na|seu|sua|você|uma|"
    r"que|con|com|se|ao)\b",
    re.IGNORECASE,
)
_OTHER_LATIN = late(
    r"\b(?:le|les|des|du|est|vous|pour|aux|été|je|der|die|das|und|ich|ist|den|dem|the|and|of|"
    r"il|che|di|per|een|het)\b|['’]ai\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 2
_UNREAL = late(
    rf"\b(?:{SUPPOSING}|{DEPENDING}|may|whether|will|shall|can|"
    r"let me|let us|going to|need|needs|want|please|must|before|after|cannot|not|never|no|nothing|"
    r"none|since|because|although|ensure|make sure|unable|without|you|they|he|she|(?<!\.)example|"
    r"be|being|fail\w*|how|what|that|which|who)\b|"
    r"n['’]t\b|['’]ll\b",
    re.IGNORECASE,
)
_NOW = (
    r"(?:(?:désormais|maintenant|dorénavant|à présent|bien|donc|aussi|également|tous|toutes|"
    r"ahora|ya|"
    r"desde ahora|agora|já|também|también|todos|todas|ora|adesso|già|anche|tutt[ie]|nu|inmiddels) "
    r"){0,2}"
)
_BEHIND = r"(?=\W*$|[.,;!]| (?:und|en)\b)"
_ABROAD = (
    (
        late(rf"\b(?:ich habe|habe ich|ik heb|heb ik)\b(?! mich\b| me\b)[^.!?;\n]{{0,90}}?"
             rf"\b(?P<verb>[^\W\d_]{{3,}}(?:t|en|d)){_BEHIND}", re.IGNORECASE), True, True,
    ),
    (
        late(rf"\b(?:wurden?|ist|sind)\b[^.!?;\n]{{0,90}}?\b(?P<verb>[^\W\d_]{{4,}}"
             rf"(?:t|en|d)){_BEHIND}", re.IGNORECASE), False, False,
    ),
    (
        late(r"(?<!\bque )\b(?:he|hemos) (?:ya )?(?P<verb>[^\W\d_]{2,}(?:ado|ido|cho|to))\b",
             re.IGNORECASE), True, True,
    ),
    (
        late(r"\bj['’]ai (?:bien |déjà )?(?P<verb>[^\W\d_]{2,}(?:é|i|u|is|it|ert)e?s?)\b",
             re.IGNORECASE), True, True,
    ),
    (
        late(r"\bho (?:già |anche )?(?P<verb>[^\W\d_]{2,}(?:ato|ito|uto|sso|tto|rto|sto))\b",
             re.IGNORECASE), True, True,
    ),
    (
        late(r"\b(?:ha(?:n)? sido|qued(?:a|an|ó|aron)|foi|foram|è stat[oa]|sono stat[ie]|"
             r"(?:a|ont) (?:bien )?été) (?P<verb>[^\W\d_]{3,})\b", re.IGNORECASE), False, True,
    ),
    (
        late(rf"\b(?:est|sont) {_NOW}(?P<verb>[^\W\d_]{{2,}}(?:é|i|u|is|it|ert)e?s?)\b",
             re.IGNORECASE), False, False,
    ),
    (
        late(rf"\b(?:est[áã]o?n?|fica(?:m|ram)?|ficou) {_NOW}(?P<verb>[^\W\d_]{{2,}}"
             r"(?:ado|ido|cho|rto|sto|ada|ida|cha|rta|sta)s?)\b", re.IGNORECASE), False, False,
    ),
    (
        late(rf"\b(?:è|sono) {_NOW}(?P<verb>[^\W\d_]{{2,}}(?:at|it|ut|ss|tt|rt|st)[oaie])\b",
             re.IGNORECASE), False, False,
    ),
    (
        late(rf"\b(?:is|zijn) {_NOW}(?P<verb>ge[^\W\d_]{{3,}}(?:d|t|en)){_BEHIND}",
             re.IGNORECASE), False, False,
    ),
)  # fmt: skip
# Behind an article or a preposition it is a noun, with a capital in a sentence a name: `de carné`.
_BEFORE_NOUNS = "de del el al un mi su tu con sin por em do ao um"
_NO_NOUN = "".join(rf"(?<!\b{word} )" for word in _BEFORE_NOUNS.split())
_IN_VERB = late(
    rf"(?<![^\W\d_]){_NO_NOUN}(?!(?-i:(?<=[\w,;] )[A-ZÀ-Ý]))"
    r"(?P<verb>[^\W\d_]{3,}(?:ei|é)|pedi|abri|pedí|abrí)(?![^\W\d_-])",
    re.IGNORECASE,
)
_ABROAD_AND_VERBS = (*_ABROAD, (_IN_VERB, True, True))
MIND_ABROAD = late(
    r"verstanden|notiert|vermerkt|gelesen|gesehen|geprüft|überprüft|vorbereitet|entworfen|erhalten|"
    r"gefunden|zusammengefasst|bekommen|nachgesehen|nachgeschaut|abgefragt|abgerufen|aufgelistet|"
    r"versucht|gedacht|verglichen|berechnet|begrepen|gelezen|gezien|gevonden|ontvangen|gemerkt|"
    r"geprobeerd|recibido|entendido|visto|leído|encontrado|preparado|revisado|consultado|comprobado|"
    r"verificado|anotado|intentado|comparado|calculado|reçu|compris|vu|lu|trouvé|préparé|vérifié|"
    r"consulté|noté|essayé|ricevuto|capito|letto|trovato|preparato|controllato|verificato|tentato|"
    r"angenommen|berücksichtigt|zugrunde|ausgegangen|eingerechnet|gerechnet|weggelassen|gerundet|"
    r"sortiert|markiert|umgerechnet|aufgeteilt|übersetzt|formuliert|geschrieben|ergänzt|gezählt|"
    r"ausgelassen|gruppiert|gewählt|verwendet|benutzt|genommen|gelassen|asumido|supuesto|redondeado|"
    r"ordenado|marcado|traducido|calculado|contrastado|escrito|usado|utilizado|contado|dejado|tomado|puesto|"
    r"supposé|arrondi|trié|marqué|traduit|écrit|utilisé|compté|laissé|pris|mis|retenu|assunto|"
    r"arrotondato|ordinato|tradotto|scritto|usato|contato|lasciato|preso|messo|"
    r"encontrei|verifiquei|consultei|olhei|usei|considerei|calculei|achei|sei|"
    r"encontré|verifiqué|consulté|miré|busqué|revisé|usé|consideré|calculé|comprobé|sé|hallé|"
    r"caf[eé]|beb[eé]|comit[eé]|pur[eé]|pat[eé]|carn[eé]|porqu[eé]|consom[eé]|chal[eé]|buf[eé]|"
    r"[eé]t[eé]|habt|heißt|müssen|können|sollen|möchten",
    re.IGNORECASE,
)
# What one does if something else happens; and what is not done, or by another, in one's own clause.
_IF_ABROAD = late(
    r"\b(?:noch|wenn|falls|sobald|ob|als|si|cuando|quand|lorsque|se|quando|antes|prima|caso)\b|[?？]",
    re.IGNORECASE,
)
_NOT_ABROAD = late(
    r"\b(?:nicht|kein\w*|sie|du|niet|geen|no|sin|usted|nichts|niemand\w*|rien|aucune?|nada|nadie|"
    r"ning[uú]n\w*|niente|nulla|nessun\w*|nenhum\w*|niets|ninguém|que|ne|pas|sans|vous|non|senza|"
    r"não|sem|você)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile("[,;:]")
_BY_ME = late(r"\bI(?:['’]ve)?\b")
_SHORTEST = 4
_LONG_STEM = 5
_MAY_TELL = in_one_pass(
    "I(?:['’]ve| have)? |(?:ha[sv]e?|is|are|was|were) |went |ctions? |[Hh]abe? |[Ii]ch |"
    "[Hh]eb |wurde|(?:ei|é|edi|abri)[ .,]|\\bnow |est |sont |estã?á?o?n? |fica|ficou|è |zijn |"
    "니다|어요|했고|[Ff]atto|ist |sind |[Hh]e(?:mos)? |['’]ai |[Hh]o |sido |qued|fo[ir]|"
    "stat[oaie] |été |"
    "[Dd]one|[Ss]et |rledigt|[Hh]echo|[Ll]isto|fait|atto|eito|daan|omplet|已|了|完|成功|好|た|済|搞"
)
_MAY_BE_MINE = in_one_pass("\\bI(?:['’]ve| have)? [a-z]")
_MAY_BE_OWN = in_one_pass(
    "(?i:\\b(?:ich habe|habe ich|ik heb|heb ik)\\b|\\b(?:he|hemos|ho) |['’]ai |"
    "(?:ei|é|edi|edí|abri|abrí)(?:[^a-z]|$))|"
    "ctions? (?:already )?(?:taken|perf|compl)|我|[为帮替给][您你]|"
    "おきました|たしました|致しました|いただきました"
)


def may_step_in(text: str) -> bool:
    """Say whether a text may tell of a deed of the model's own."""
    mine, _, _ = _ENGLISH[0]
    return _MAY_BE_OWN(text) or (_MAY_BE_MINE(text) and mine.search(text) is not None)


def may_tell_done(text: str) -> bool:
    """Say whether a text may tell something as done."""
    return _MAY_TELL(text)


def done_in(sentence: str) -> Iterator[Done]:
    """Yield what a sentence tells as done."""
    if is_question(sentence):
        return
    if is_eastern(sentence):
        yield from done_in_east(sentence)
        return
    yield from _in_english(sentence)
    for pattern, own, strong in _ABROAD if not _holds_subject(sentence) else _ABROAD_AND_VERBS:
        for said in pattern.finditer(sentence):
            verb = said["verb"].casefold()
            if MIND_ABROAD.fullmatch(verb) or _is_unreal_abroad(sentence, said):
                continue
            yield Done(verb, own, strong, sentence)


def _is_unreal_abroad(sentence: str, said: re.Match[str]) -> bool:
    if _IF_ABROAD.search(sentence, 0, said.end()) or is_behind_mark(sentence, said.start()):
        return True
    start = max((one.end() for one in _CLAUSE.finditer(sentence, 0, said.start())), default=0)
    return _NOT_ABROAD.search(sentence, start, said.end()) is not None


def _holds_subject(sentence: str) -> bool:
    """Say whether a sentence is Spanish or Portuguese: verbs hold their subject there."""
    words = len(_IBERIAN.findall(sentence))
    return words >= _FEWEST_WORDS and not _OTHER_LATIN.search(sentence)


def steps_in(done: Done, spoken: str) -> bool:
    """Say whether a deed of the model's own is one of the world, nobody having asked for it.

    English verbs are said of words as often as of things: it takes a thing that was spoken of
    right behind the verb, or words of somebody who stepped in. Elsewhere nothing but the verbs of
    looking and thinking is said so.

    Args:
        done: What a sentence tells as done.
        spoken: Words of the user, and names of tools, in small letters.
    """
    if not done.own:
        return False
    told = _BY_ME.search(done.said)
    if told is None:
        return True
    if _OF_ANSWER.fullmatch(done.verb):
        return False
    if _STEPPED_IN.search(done.said):
        return True
    behind = re.search(
        rf"\b{done.verb}\b(?: (?:the|your|it|off|on|up|down|out))*((?: [\w.-]+){{1,2}})", done.said
    )
    return behind is not None and any(
        len(word) >= _SHORTEST and word in spoken for word in behind[1].casefold().split()
    )


def tells_of_tool(done: Done, name: Iterable[str]) -> bool:
    """Say whether a deed is told by the beginning of a word of a tool's name."""
    verb = done.verb[:_LONG_STEM]
    return len(verb) == _LONG_STEM and any(word.startswith(verb) for word in name)


def _in_english(sentence: str) -> Iterator[Done]:
    for pattern, own, strong in _ENGLISH:
        for said in pattern.finditer(sentence):
            if not _UNREAL.search(sentence, 0, said.start("verb")):
                yield Done(said["verb"].casefold(), own, strong, sentence)
