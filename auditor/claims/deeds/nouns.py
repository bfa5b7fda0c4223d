"""Deeds told by a noun and a verb that says no more than that it was done.

"The refund has been issued" and "I have processed your refund" tell of one deed; the verb alone
("issued", "processed") could be said of anything.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.claims.deeds.verbs import Family
from auditor.values import money
from auditor.values.wording import any_of, late

# A noun, and how a record would speak of what it stands for.
_NOUNS: dict[Family, str] = {
    "pay": "refund:refund|reimburs reimbursement:reimburs|refund payment:pa(?:y|id)|charge|settle",
    "book": "booking:book|reserv reservation:reserv|book appointment:appoint|schedul",
    "remove": "cancellation:cancel",
    "send": "notification:notif invitation:invit invite:invit",
    "create": "ticket:ticket|case|incident|issue incident:incident|ticket|case",
    "change": "change:chang|updat|modif update:updat|chang upgrade:upgrad downgrade:downgrad",
}
_DONE = (
    "issued processed initiated completed made placed arranged triggered executed performed "
    "applied carried opened raised lodged"
)
_NOUN_OF = {
    noun: (family, told)
    for family, pairs in _NOUNS.items()
    for noun, told in (pair.split(":", 1) for pair in pairs.split())
}
_NOUN = any_of(_NOUN_OF)
_VERB = _DONE.replace(" ", "|")
_ADVERBS = r"(?:(?:now|just|already|also|since|successfully|immediately|finally|then) ){0,2}"
OF_IT = r"(?: (?:of|for|to|on|in|at|with|from)\b(?:[^.,;:!?\n]|[.,](?=\d)){1,60}?)?"
# `ticket SEC-4471`
_REFERENCE = r"[\[(`*]{0,3}#?[A-Z]{0,8}-?\d"
# A request to merge takes a step of its own, whatever tool makes it.
_MERGE_REQUEST = late(
    rf"(?:^\W{{0,3}}(?:\d\. )?|\b(?:I|[Ww]e)(?:['’]ve| have)? {_ADVERBS})"
    r"(?P<verb>[Oo]pened|[Cc]reated|[Rr]aised|[Ss]ubmitted) (?:(?:a|an|the|your) )?"
    r"(?:(?:draft|new) )?(?:pull request|merge request|PR|MR)\b"
)
_PASSIVE = late(
    rf"\b(?P<noun>{_NOUN})s?{OF_IT} (?:has|have) {_ADVERBS}been {_ADVERBS}(?P<verb>{_VERB})\b"
    r"(?! (?:by|when|if|once|unless|only)\b)"
)
_OWN = late(
    rf"\b(?:I|[Ww]e)(?:['’]ve| have)? {_ADVERBS}(?P<verb>{_VERB})(?: out)? "
    rf"(?:(?:the|your|a|an|both|all)(?: (?!{_NOUN})[\w'’.,$€£-]+){{0,3}} (?=(?:{_NOUN}))|"
    rf"(?=(?:{_NOUN})s (?:for|of|to)\b)|(?=(?:ticket|incident) (?:for|with|to|about)\b)|"
    rf"(?=(?:ticket|incident) {_REFERENCE}))"
    rf"(?P<noun>{_NOUN})s?"
    rf"(?=\W*$|[.,;:!)]| {_REFERENCE}|"
    r" (?:of|for|to|on|in|at|with|from|and|as|via|back|through|you|now|today)\b)"
)
# `Refund of $20 issued to the card.`
_HEADLINE = late(
    rf"^\W{{0,4}}(?:\d\. )?(?:(?:The|Your|A|Full) )?(?P<noun>{_NOUN}){OF_IT} "
    r"(?P<verb>issued|processed|initiated|completed|placed|raised)"
    r"(?=[.,;(!]| \(| (?:to|for|on|in|via|today|now)\b|\W*$)",
    re.IGNORECASE,
)
# Told by what the verb stands with: to let, to pass, to leave and to set may be said of anything.
_ALONG = r"(?:[^.,;:!?\n]{0,60}? and (?:also )?)?"
_SOMEBODY = r"(?!(?:me|us|you|it)\b)(?:[\w'’.@-]+ ){1,5}?"
_PHRASES: tuple[tuple[Family, str, re.Pattern[str]], ...] = (
    (
        "send",
        r"notif|inform|told|sent|know",
        late(
            rf"\bI(?:['’]ve| have)? {_ADVERBS}{_ALONG}(?P<verb>let {_SOMEBODY}know|"
            rf"(?:given?|gave|sent) {_SOMEBODY}(?:a |the )?(?:heads[- ]up|ping)|"
            r"(?:passed|handed) (?:[\w'’-]+ ){1,5}?(?:on |along |over )?to (?:our|the|your) "
            r"(?:[\w'’-]+ ){0,3}(?:team|department|desk|group|manager|supervisor|colleagues?)|"
            rf"looped (?:in (?!you\b)|{_SOMEBODY}in\b)|pinged (?!you\b|me\b)\w|"
            rf"dropped {_SOMEBODY}a line|"
            r"reached out to (?!you\b)|(?:spoke|spoken|talked) (?:to|with) (?!you\b))"
        ),
    ),
    (
        "pay",
        r"refund|reimburs|credited|paid",
        late(
            rf"\b(?:I|[Ww]e)(?:['’]ve| have)? {_ADVERBS}(?P<verb>(?:returned|credited) "
            rf"(?:the|your) {money.PERHAPS}"
            r"(?: back)? (?:on)?to (?:you\b|your (?:card|account)))"
        ),
    ),
    (
        "block",
        r"block|isolat|quarantin|contain|den(?:y|ied)",
        late(
            rf"\bI(?:['’]ve| have)? {_ADVERBS}{_ALONG}(?P<verb>(?:pulled|took|taken|cut|kicked) "
            r"(?:it|them|(?:the|this|that|both) (?:[\w.-]+ ){0,2}?[\w.-]+) "
            r"off (?:at|from|the network)|"
            r"(?:pulled|removed|disconnected) (?:it|(?:the|this) [\w.-]+) from the network|"
            r"(?:pushed|added|put in|deployed|rolled out) an? (?:[\w-]+ )?"
            r"(?:deny|block|drop|firewall) rule)\b"
        ),
    ),
    (
        "create",
        r"remind|alert|monitor|watch",
        late(
            rf"\bI(?:['’]ve| have)? {_ADVERBS}{_ALONG}(?P<verb>set(?: up)? (?:an?|the|your) "
            r"(?:[\w-]+ ){0,3}?(?:reminder|alert|alarm|monitor|monitoring|watch)s?)\b"
        ),
    ),
    (
        "create",
        r"\bnotes?\b|comment",
        late(
            rf"\bI(?:['’]ve| have)? {_ADVERBS}{_ALONG}(?P<verb>(?:left|put) an? (?:[\w-]+ ){{0,2}}?"
            r"note (?:on|in) (?:the|your|her|his|their) (?:[\w-]+ ){0,2}?"
            r"(?:account|file|ticket|case|record|profile|chart|order|booking))\b"
        ),
    ),
)
PHRASE_SIGNS = (
    "(?:I|ve|have|also|just) let | heads[- ]up| ping |(?:passed|handed) |reached out|"
    "(?:spoke|spoken|talked) | put an? [a-z ]*note|left an? [a-z ]*note|looped |pinged |a line|"
    "(?:returned|credited) (?:the|your) | off (?:at|from|the network)| from the network|"
    "(?:deny|block|drop|firewall) rule"
)
"""What stands in each such sentence, as Rust's `regex` reads it; `set` is a sign elsewhere."""
LATER = late(
    r"\b(?:after|as soon as|by the time|which|that|whose|any|such|every|each)\b", re.IGNORECASE
)
"""Before a deed, what says that it is told of another time or of any."""

DONE_WORDS = frozenset(_DONE.split())
"""The verbs, for the cheap sign."""

NOUN_WORDS = frozenset(
    f"{noun}{end}" for noun in (*_NOUN_OF, "pr", "mr", "pull", "merge") for end in ("", "s")
)
"""The nouns and their plurals, for the cheap sign."""


class NounDeed(NamedTuple):
    """A deed told by a noun.

    Attributes:
        place: Where its verb stands.
        verb: The verb.
        family: What kind of effect it is.
        own: The model says that it did it itself.
        told_as: How a record would speak of it, a regular expression.
    """

    place: int
    verb: str
    family: Family
    own: bool
    told_as: str


def noun_deeds_of(sentence: str) -> Iterator[NounDeed]:
    """Yield the deeds that an English sentence tells by their nouns."""
    for pattern, own in ((_OWN, True), (_PASSIVE, False), (_HEADLINE, False)):
        for said in pattern.finditer(sentence):
            if LATER.search(sentence, 0, said.start()):
                continue
            family, told_as = _NOUN_OF[said["noun"].casefold()]
            yield NounDeed(said.start("verb"), said["verb"].casefold(), family, own, told_as)
    for family, told_as, pattern in _PHRASES:
        for said in pattern.finditer(sentence):
            # A fixed word for whatever was done so: nothing else is told by it.
            yield NounDeed(said.start("verb"), said["verb"].casefold(), family, True, told_as)
    for said in _MERGE_REQUEST.finditer(sentence):
        yield NounDeed(said.start("verb"), "opened", "create", True, r"pull|\bPR\b|merge")
