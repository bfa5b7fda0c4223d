"""Things told as they stand now, just as the user asked them to be: "it now runs 5 replicas".

Nothing is said to be done, so it takes a figure or a word of the order that no result holds.
"""

import re
from collections.abc import Iterable

from auditor.claims.deeds.asked_deeds import GENERAL_PAIRS, PAIR
from auditor.evidence.readings import is_question
from auditor.values.one_pass import in_one_pass
from auditor.values.wording import late

NOW_SIGNS = (
    "now|désormais|maintenant|dorénavant|à présent|jetzt|nun|ab sofort|ahora|agora|adesso|ora|nu|"
    "voortaan|теперь|live|online|in place|in effect|in force|on (?:its|the|their) way|under way|"
    "en route|en ligne|en place|en vigueur|au courant|unterwegs|auf dem weg|in kraft|bescheid|"
    "de camino|en camino|en línea|en vigor|al tanto|a caminho|no ar|in arrivo|al corrente|onderweg"
)
_NOW = late(
    rf"\b(?:{NOW_SIGNS})\b|现在|现已|已(?:[为是改设]|调[到成为])|目前|生效|到账|上线|"
    r"になりました|になっています|となりました|反映され|이제|현재|적용",
    re.IGNORECASE,
)
_MAY_STAND = in_one_pass(f"(?i:{_NOW.pattern})")
_UNREAL = late(
    r"\b(?:not|never|no|nothing|cannot|if|once|when|would|will(?! now)|shall|should|can|could|"
    r"may|might|"
    r"going to|about to|let['’]?s|(?:i['’]m|i am) \w+ing|before|until|already|still|only|let me|"
    r"please|"
    r"nicht|kein\w*|noch|wenn|sobald|wird|werden|kann|können|soll\w*|bitte|bereits|schon|"
    r"ne|n['’]\w+|pas|si|quand|sera|peut|peux|déjà|encore|"
    r"sin|cuando|será|puede|puedo|todavía|aún|não|quando|pode|posso|ainda|"
    r"non|se|sarà|può|posso|ancora|già|niet|als|kan|nog|al)\b|n['’]t\b|['’]ll\b|"
    r"[您你](?!的)[^，。；]{0,6}已|昨天|[没未不若如将会请可待]|仍|本来|原来|ません|たら|れば|"
    r"できます|すでに|まだ|않|못|면 |이미|아직",
    re.IGNORECASE,
)
# Who tells what was orders nothing by it.
_WAS = late(
    r"\b(?:last (?:week|month|year|time|night)|yesterday|\d+ \w+ ago|used to|(?:it|that|"
    r"which) (?:had|was)|"
    r"gestern|letzte[nr]? \w+|la semaine dernière|ayer|la semana pasada|ontem|ieri)\b|"
    r"上(?:周|个?月|次)|昨[天日]|先週|先月|지난",
    re.IGNORECASE,
)
# `Running the suite now.`
_BEGINS = re.compile(r"\W*[A-Z][a-z]+ing\b")
_ANY_FIGURE = re.compile(r"(?<![\d.,])\d+(?:[.,:/-]\d+)*")
# A state is a thing's: `I have now read it` tells of a look, `I will now do it` of a plan.
_BY_SOMEBODY = re.compile(
    r"\b(?:I|we|ich|wir|je|nous|yo|eu|io|ik|wij?)\b|['’]ai\b|\b(?:he|hemos|ho|abbiamo)\b|我",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;，；。！]|[,:](?!\d)")
_FIGURE = re.compile(r"(?<![\w.,:-])\d+(?:[.,:/-]\d+)*(?![\w-]|[.,:/]\d)")
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
_GENERAL_WORDS = (
    "please could would okay then with from this that your have been just need want know what "
    "which also some them they into about there here when bitte dann eine einen einem einer mein "
    "meine meinen deine ihre favor puedes para sobre dass wird mich nach esta este esto pour dans "
    "avec vous votre notre c'est cette della dello alla questo questa voor naar mijn para você "
    "meus minha sobre"
)
_GENERAL = frozenset(word[:_STEM] for word in _GENERAL_WORDS.split())


def may_stand(text: str) -> bool:
    """Say whether a text may tell such a state."""
    return _MAY_STAND(text)


def stands_as_asked(sentence: str, asked: str, told: Iterable[str]) -> bool:
    """Say whether a sentence tells a state by what only the user spoke of, in asking for it.

    Args:
        sentence: Words of the model.
        asked: The user's words.
        told: What results say that refuse nothing.
    """
    if (
        _NOW.search(asked)
        or _WAS.search(asked)
        or is_question(sentence)
        or _BEGINS.match(sentence)
        or _UNREAL.search(sentence)
    ):
        return False
    known = "\n".join(told).casefold()
    clauses = (
        clause
        for clause in _CLAUSE.split(sentence)
        if _NOW.search(clause) and not _BY_SOMEBODY.search(clause)
    )
    return any(shares_new(clause, asked, known) for clause in clauses)


def shares_new(clause: str, asked: str, known: str) -> bool:
    """Say whether a clause shares with the user's words what is not known; no figure is known."""
    figures = set(_FIGURE.findall(clause)).intersection(_FIGURE.findall(asked))
    if not figures.isdisjoint(_ANY_FIGURE.findall(known)):
        return False
    return bool(figures) or any(word not in known for word in _shared(clause, asked))


def _shared(sentence: str, asked: str) -> set[str]:
    """Return the beginnings of words, and pairs of signs, that two texts share."""
    small = sentence.casefold()
    # `Rückerstattung` holds what `erstatte` begins with.
    words = {stem for stem in _stems(asked) if stem in small}
    pairs = set(PAIR.findall(sentence)).intersection(PAIR.findall(asked)) - GENERAL_PAIRS
    return words | pairs


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.casefold())} - _GENERAL
