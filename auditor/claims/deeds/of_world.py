"""What a deed is done to: the world, where a call takes part in it, or words, which need none.

A plan, a list or a text is changed and made in words; a file, an event or an account is not.
"""

import re

from auditor.claims.deeds.verbs import CHECKERS, Family
from auditor.values.wording import late

_RUN_OF = late(
    r"\b(?:tests?|suite|specs?|pytest|linters?|build|migrations?|scripts?|type checkers?|grep|rg|"
    r"curl|wget|ping|benchmarks?)\b|"
    rf"\b(?:{CHECKERS})\b"
)
_WORLD = late(
    r"\b(?:records?|tickets?|files?|repo|repository|calendar|accounts?|database|reservations?|"
    r"bookings?|flights?|deals?|contacts?|orders?|events?|appointments?|meetings?|invit\w+|notes?|"
    r"profile|subscription|cases?|servers?|settings?|password|address|payment|refunds?|users?|"
    r"branch|config|configuration|crm|system|seats?|rooms?|tables?(?= for)|limits?|reminders?|"
    r"channels?|incidents?|rows?(?= (?:to|in|into)\b)|rules?(?= (?:for|to|in|on)\b)|"
    r"pull requests?|[a-z]{1,8}-\d{2,})\b|"
    r"\w\.[a-z]{1,4}\b|\w/\w|@|#\w",
    re.IGNORECASE,
)
_BROKEN = late(r"\b(?:bugs?|issues?|problems?|crash\w*|errors?|tests?)\b|\w\.[a-z]{1,4}\b|\w/\w")
_SHIPPED = late(
    r"\b(?:commits?|branch|repo\w*|pull request|PR|main|master|origin|remote|production|staging|"
    r"tag|version|code|fix|changes?|patch)\b"
)
_SHIPPED_ONLY = late(r"\W*(?:(?:Then|Also|Next|Done|OK|Fixed|Patched)\W+)?(?:and )?[Pp]ushed\W*")
_SHIPS = frozenset({"pushed", "merged", "released"})
_OF_WORDS = late(
    r"\b(?:plans?|itinerary|lists?|tables?|drafts?|summary|answer|response|above|below|outline|"
    r"proposal|essay|story|snippet|paragraph|sentences?|"
    r"text(?! (?:reminder|message|alert))|letter|diagram|chart|report|(?<!\.)example)\b"
)
# What a deed is done to ends where its name, its purpose or more about it begins.
_OBJECT_END = late(
    r"[,;:(\"'“‘]|\b(?:with|titled|called|named|containing|including|which|that|where|so|based|for)\b|"
    r"\bto (?!the\b|an?\b|your\b|our\b|my\b|both\b|all\b|it\b)[a-z]+ (?:the|an?|your|you|about)\b"
)
# A plan that one pays for.
_SOLD_PLAN = late(
    r"\b(?:Pro|Premium|Basic|Plus|Team|Business|Enterprise|[Ss]ubscription|[Ss]ervice|[Dd]ata|"
    r"[Bb]illing|[Ff]amily|[Aa]nnual|[Mm]onthly) plan\b"
)
# `I wrote that W-310 was sent`
_WROTE_THAT = re.compile(r"(?:wrote|written)(?: \w+){0,2} that\b")
IN_WORDS_TOO = frozenset({"change", "create", "remove"})
"""Families of deeds that are also done in words."""

# Whoever is reached at the other end of a line.
_PARTY = (
    r"\b(?:[Cc]ontacted|[Pp]honed) (?:[\w'’-]+ ){0,4}?(?:team|desk|carrier|courier|supplier|"
    r"vendor|seller|"
    r"bank|insurer|customer|client|patient|family|clinic|hotel|airline|restaurant|owner|manager|"
    r"provider|landlord|host|warehouse|department|office|engineer|driver|merchant|store|venue|"
    r"school|doctor|pharmacy|lab|garage|[A-Z][\w-]+)\b"
)
# What else these are said of, or done in words.
_ONLY_OF = {
    "backed": late(r"\bbacked (?:(?:it|them|(?:the|your) [\w. ]{1,30}?) )?up\b"),
    "rolled": late(r"\b[Rr]olled (?:[\w.-]+ ){0,4}back\b"),
    "contained": late(
        r"\bnetwork[- ]contained\b|\b[Cc]ontained (?:the (?:host|device|machine|endpoint|server)|"
        r"it\b|both)|"
        r"\b(?:is|are|been) (?:(?:now|already|successfully) )*contained\b(?! (?:in|within|by)\b)"
    ),
    "contacted": late(_PARTY),
    "phoned": late(_PARTY),
    "shared": late(
        r"\b(?:I(?:['’]ve| have)?|and)(?: also| now| just)? shared "
        r"(?:(?:it|them|both)|(?:the|this|that|your) "
        r"(?:[\w'’.-]+ ){0,4}?(?:files?|documents?|folders?|calendars?|spreadsheet|drive|album)"
        r"[^,;]{0,60}?) with\b|\b(?:been(?: now| also)?|(?:is|are) (?:now|also)) shared with\b"
    ),
    "flagged": late(r"\bfor (?:[a-z]+ )?review\b|\b(?:accounts?|transactions?|cases?|orders?)\b"),
    "restored": late(r"\b(?:backup|access|service|account|database|snapshot|files?)\b"),
    "rejected": late(r"\b(?:requests?|applications?|orders?|claims?|invoices?|leave)\b"),
    "approved": late(r"\b(?:requests?|applications?|orders?|claims?|invoices?|leave|it)\b"),
    "alerted": late(r"\b(?:team|on-?call|engineer|owner|customer|manager|security)\b"),
    "credited": late(r"\b(?:account|card|balance|wallet|back)\b|[$€£]"),
}
_IN_WORLD_ALONE = frozenset({"archived", "installed", "uploaded", "unsubscribed", "restarted"})
# Lists that a text is no part of.
_KEPT_LIST = late(r"\b(?:mailing|distribution|waiting|guest|block|allow|deny|watch) ?list\b")


def is_of_words(sentence: str) -> bool:
    """Say whether a sentence speaks of words, which are changed and made in words."""
    return _OF_WORDS.search(_SOLD_PLAN.sub("", sentence)) is not None


def is_of_the_world(sentence: str, place: int, verb: str, family: Family) -> bool:
    """Say whether a deed is more than words: what is run, and what is changed in the world.

    Args:
        sentence: Its words.
        place: Where its verb stands in them.
        verb: As said, in lower case.
        family: What kind of effect it is.
    """
    if verb == "fixed":
        return bool(_BROKEN.search(sentence))
    if family == "run":
        return bool(_RUN_OF.search(sentence))
    if verb in _SHIPS:
        return bool(_SHIPPED.search(sentence) or _SHIPPED_ONLY.fullmatch(sentence))
    if verb in _ONLY_OF:
        return bool(_ONLY_OF[verb].search(sentence))
    if _WROTE_THAT.match(sentence, place):
        return False
    if family not in IN_WORDS_TOO or verb in _IN_WORLD_ALONE or _KEPT_LIST.search(sentence):
        return True
    return any(
        _WORLD.search(words) and not is_of_words(words)
        for words in (sentence, _object_at(sentence, place))
    )


def _object_at(sentence: str, place: int) -> str:
    """Return what the verb at a place was done to: the words behind it, without those about that.

    `added a reminder to your calendar to book a table` speaks of no table.
    """
    end = _OBJECT_END.search(sentence, place)
    return sentence[place : end.start() if end else None]
