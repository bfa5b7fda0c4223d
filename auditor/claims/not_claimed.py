"""What keeps a sentence about a call from being a claim: plans, conditions, questions, denials."""

import re

from auditor.claims.phrase import STOPS, WINDOW
from auditor.values.english_words import DEPENDING, SUPPOSING
from auditor.values.wording import late

PLANNED = late(
    r"\b(?:will|shall|['’]ll|let me|let us|let['’]s|going to|need|want|please|can|try|plan|next|"
    r"about to|must|require[sd]?|takes?|accepts?|expects?|to call|to use|to run)\b",
    re.IGNORECASE,
)
UNREAL = late(
    rf"\b(?:{SUPPOSING}|{DEPENDING}|may|assuming|suppose|"
    r"whether|had I|before|imagine|for example|e\.g)\b|[?]",
    re.IGNORECASE,
)
_NOT_CALLED = late(
    r"(?:\bnot|n['’]t|\bnever|\bunable to|\bwithout|\bcannot)\W+(?:\w+ ){0,2}?"
    r"(?:call|quer|look|check|run\b|ran\b|us(?:e|ing)|mak|made|access|retriev|fetch|search|verif|been)|"
    r"\bno (?:\w+ )?(?:calls?|quer(?:y|ies)|look-?ups?|search(?:es)?|requests?)\b|"
    r"\bnothing\b(?:[^.;\n]|[.](?=\w)){0,100}? (?:has|was) (?:been )?"
    r"(?:call|quer|look|check|run\b|fetch|search|retriev)",
    re.IGNORECASE,
)
NOT_ABROAD = late(
    r"\b(?:nicht|kein(?:e[mnrs]?)?|nie(?:mals)?|pas|jamais|aucune?|nunca|não|mai|niet|geen|nie|не)\b|"
    r"\b(?:no|non) (?:he|ha|se|hemos|ho|abbiamo)\b|ません|않았|지 ?않|못했",
    re.IGNORECASE,
)
_NOT_YET = late(
    r"\b(?:not|n['’]t)\b[^.]{0,30}\byet\b|\b(?:todavía|aún) no\b"
    r"|\bno\b[^.]{0,30}\b(?:todavía|aún)\b"
    r"|\bnoch nicht\b|\bpas encore\b|\bainda não\b|\bnon\b[^.]{0,30}\bancora\b|\bnog niet\b|"
    r"まだ|尚未|还没|還沒|아직",
    re.IGNORECASE,
)
# `W-771 is not among the ones I looked up`: of such a thing no look is claimed.
LEFT_OUT = late(
    r"(?:\bnot|n['’]t) (?:among|one of|part of|included in|in) (?:the |those |any of the |what )?"
    r"(?:[a-z]+ ){0,2}(?:that )?$",
    re.IGNORECASE,
)
# What stands under such a heading is still to be done.
PLAN_OVER = late(
    r"(?:^|\n)\W*(?:(?:my|the|here(?:['’]s| is) (?:my|the|a)|mein|der|mon|le|voici (?:le|mon)|mi|"
    r"el|il(?: mio)?|o(?: meu)?) )?(?:plan|plano|piano|(?:next |proposed )?steps|vorgehen|план|"
    r"(?:nächste )?schritte|(?:prochaines )?étapes|(?:próximos )?pass?os|(?:prossimi )?passi)"
    r"\b[^.:\n]{0,40}[:：]|(?:^|\n)\W*(?:计划|步骤|方案|下一步|手順|計画|予定|계획|순서)"
    r"[^。:：\n]{0,12}[:：]|"
    r"\bI(?:['’]ll| will| would| (?:need|plan|am going) to)(?: [^.:\n]{0,80})?[:：]\s*\n",
    re.IGNORECASE,
)
ABLE = late(
    r"\W{0,5}(?:\w+ )?(?:can|will|must|would|should|could|requires?|takes?|accepts?|expects?|"
    r"needs?|is able|[Tt]o)\b"
)
LACKS = late(
    r"\b(?:have|has|there(?:['’]s| is)) no\b|"
    r"\bno (?:\w+ )?(?:records?|data|information|entry|results?|values?)\b"
    r"[^.]{0,40}\b(?:yet|so far)\b",
    re.IGNORECASE,
)


def is_proposed(text: str, start: int, end: int) -> bool:
    """Say whether a question leads up to a sentence, or the next one says that it is not done."""
    lead, behind = text[:start].rstrip(), text[end : end + WINDOW].lstrip()
    return lead.endswith(("?", "？")) or _NOT_YET.search(STOPS.split(behind)[0]) is not None


def is_unreal(text: str, start: int, place: int, end: int) -> bool:
    """Say whether a sentence asks, plans, sets a condition or denies before a place in it."""
    return bool(
        text[end - 1 : end] in ("?", "？")
        or UNREAL.search(text, start, place)
        or PLANNED.search(text, start, place)
        or _NOT_CALLED.search(text, start, end)
    )
