"""Sentences that deny all deeds of a kind: "I have not cancelled anything", and questions for them.

What leaves something out ("nothing else"), or is denied for a while only, denies none.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.claims.deeds.verbs import BASE, SAID, SAID_IN_CHINESE, Family
from auditor.claims.deeds.verbs_abroad import OWN_VERBS
from auditor.values.one_pass import in_one_pass
from auditor.values.wording import any_of, late

_LONGEST = 300
_BEFORE = 24
_FURTHER: dict[Family, str] = {
    "send": "versendet abgeschickt mandato",
    "change": "geändert modifié modificado alterado modificato alterei modifiqué cambié",
    "create": "angelegt erstellt gespeichert créé creado criado creato",
    "pay": "gezahlt bezahlt payé pagado pago pagato",
}
_FOREIGN = OWN_VERBS | {
    verb: family for family, verbs in _FURTHER.items() for verb in verbs.split()
}
_ENGLISH = {**BASE, **SAID, "run": "run"}
# What is done says only the noun: `issue a refund`, `make a payment`.
_LIGHT = ("issue", "issued", "make", "made", "process", "processed", "place", "placed", "initiate")
_OF_NOUNS: dict[str, Family] = {
    "refund": "pay", "payment": "pay", "transfer": "pay", "charge": "pay", "booking": "book",
    "reservation": "book", "order": "book", "change": "change", "cancellation": "remove",
}  # fmt: skip
_E, _D, VERBS_ABROAD = any_of([*_ENGLISH, *_LIGHT]), any_of(SAID), any_of(_FOREIGN)
_ADVERBS = r"(?:(?:actually|really|even|ever|definitely|certainly|at any point) ){0,2}"
_TOTAL = (
    r"(?:anything|any (?:of (?:your|the|these|those) )?(?P<noun>[a-z-]+)|a single (?P<one>[a-z-]+))"
)
_ZH = any_of(SAID_IN_CHINESE)
_ZH_SHORT: dict[str, Family] = {
    "删": "remove",
    "发": "send",
    "订": "book",
    "退": "pay",
    "改": "change",
    "封": "block",
}
_EAST: dict[str, Family] = {
    "送信": "send", "予約": "book", "返金": "pay", "削除": "remove", "キャンセル": "remove",
    "変更": "change", "保存": "create", "登録": "create", "発注": "book", "購入": "book",
    "발송": "send", "전송": "send", "예약": "book", "환불": "pay", "삭제": "remove",
    "취소": "remove", "변경": "change", "저장": "create", "등록": "create", "결제": "pay",
}  # fmt: skip
_S = any_of(_EAST)
_GAP = r"[^.;:!?\n]{0,40}?"
_DENIALS = (
    late(
        rf"\bI (?:did not|didn['’]t|have not|haven['’]t|had not|never|have never) {_ADVERBS}"
        rf"(?P<verb>{_E}) {_TOTAL}"
        rf"|\bI(?:['’]ve| have)? {_ADVERBS}(?P<verb2>{_D}) (?:nothing|no (?P<noun2>[a-z-]+))"
        rf"|\b(?:[Nn]othing|[Nn]o (?P<noun3>[a-z-]+)) (?:has|have|was|were) "
        rf"(?:been )?(?P<verb3>{_D})\b"
    ),
    late(
        rf"(?:\bich habe|\bhabe ich) {_GAP}\b(?:nichts|keinerlei|kein(?:e[nr]?)? (?P<noun>[\w-]+)) "
        rf"{_GAP}\b(?P<verb>{VERBS_ABROAD})\b"
        rf"|\bje n['’]ai (?:rien |jamais rien )(?P<verb2>{VERBS_ABROAD})\b"
        rf"|\bje n['’]ai (?:pas |jamais )?(?P<verb3>{VERBS_ABROAD}) aucune? (?P<noun2>[\w-]+)"
        rf"|\b(?:no|non|não) (?:he |ho )?(?P<verb4>{VERBS_ABROAD}) (?:nada|nulla|niente|"
        rf"(?:ning[uú]n[ao]?|nessun[ao]?|nenhum[a]?) (?P<noun3>[\w-]+))",
        re.IGNORECASE,
    ),
    late(
        rf"没有?(?:执行|进行|做|实施)过?任何(?P<verb4>{_ZH})(?:操作|动作|处理)|"
        rf"(?:没有?|从未|未曾|从没有?)(?:真的|实际|再)?(?P<verb>{_ZH}|删|发|订|退|改)(?:过|掉|除)?任何"
        r"(?P<noun>[^，。！？；,.!?\n]{0,4})"
        rf"|什么(?:都|也)没有?(?P<verb2>{_ZH}|删|发|订|退|改)"
        rf"|我(?:并|从来|真的)?(?:没有?|从未)(?P<verb3>{_ZH}|删|发|订|退|改)过?(?=[，。！；,.!]|$)"
    ),
    late(
        rf"(?:何も|一切|どの(?P<noun>[^、。\n]{{1,8}}?)も)[^。、\n]{{0,4}}?(?P<verb>{_S})"
        r"(?:して|いたして)(?:いま|おりま)せん"
        rf"|(?P<noun2>[^、。\s\n]{{1,8}}?)(?:は|を)(?:一切|一件も|まったく)(?P<verb2>{_S})"
        r"(?:して|いたして)(?:いま|おりま)せん"
        rf"|(?:아무것도|어떤 (?P<noun3>[^\s.,]{{1,8}}?)도|전혀) ?(?P<verb3>{_S})"
        r"(?:하지 않았|한 적이? 없|하지 못했)"
    ),
)
# What is denied of something else, or for a while only.
_LIMITS = late(
    r"\b(?:else|other|further|more|additional|besides|except|apart|only|than|without|until|before|"
    r"yet|so far|since|for|this time|this turn|again|new|unless|if|when|to|from|in|on|with|of|"
    r"noch|sonst|anderes|weitere\w*|außer|ohne|bis|wenn|encore|autre|sauf|sans|todavía|aún|más|otr[oa]s?|"
    r"ainda|mais|outr[oa]s?|ancora|altr[oi]|senza)\b|其他|其它|别的|还没|尚未|除了|以外|之前|まだ|他の|以外|아직|다른|외에",
    re.IGNORECASE,
)
_BESIDES = late(
    r"除[^，。；\n]{0,8}外|此外|\b(?:apart|aside|other|beyond|besides|except)\b[^.;\n]{0,20}$|"
    r"\b(?:sonst|ansonsten|à part|sinon|aparte|salvo|além|oltre)\b|それ以外|그 외",
    re.IGNORECASE,
)
# Where everything was done.
_HERE = late(r"\b(?:in|during|within) (?:this|the) (?:session|conversation|chat|thread)\b")
_ASKED = late(
    rf"\b(?:did|have|has|had|why|was|were|you|it|got)\b[^.?!\n]{{0,40}}\b(?P<verb>{_E})\b"
    rf"(?: (?:a|an|any|the|another|this|that|my|our) (?P<noun>[a-z]+))?"
    rf"|\b(?P<verb2>{VERBS_ABROAD})\b|(?P<verb3>{_ZH}|删|发|订|退|改)(?:了|过|掉|除)|"
    rf"(?P<verb4>{_S})(?:し(?:た|まし)|され|했|한|된|됐)|是[你您](?P<verb5>[封删发订退改])的",
    re.IGNORECASE,
)
_VERBS = ("verb", "verb2", "verb3", "verb4", "verb5")
# Without a word of each group no pattern of that place matches, but for what `_NO` finds.
_SIGN_WORDS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("nything", " any ", " a single ", "othing"),
        ("I did", "I have", "I had", "I never", "I’ve", "I've", "othing"),
    ),
    (
        (
            "nichts", "kein", "n'ai", "n’ai", " nada", " nulla", " niente", " ning", " nessun",
            " nenhum",
        ),
    ),
    (("没", "从未", "未曾"), ("任何", "什么", "我")),
    (("せん", "않았", "적이", "적 없", "못했"),),
)  # fmt: skip
_SIGNS = tuple(
    tuple(in_one_pass(any_of(map(re.escape, group))) for group in groups) for groups in _SIGN_WORDS
)
_NO = re.compile(r"\b[Nn]o ")
_MAY_HAVE_NO = in_one_pass("[Nn]o ")
_MAY_DENY = in_one_pass(
    "|".join(("[Nn]o ", *(re.escape(sign) for first, *_ in _SIGN_WORDS for sign in first)))
)
_AROUND = 100
_IN_LATIN = 2


class Denial(NamedTuple):
    """A denial: its clause in the text, the deeds, and the noun that says what was done, or ""."""

    start: int
    end: int
    family: Family
    noun: str


def fitting(text: str) -> Iterator[re.Pattern[str]]:
    """Yield the patterns of which a text holds a sign."""
    if not _MAY_DENY(text):
        return
    # The last two are for other scripts.
    some = _IN_LATIN if text.isascii() else len(_DENIALS)
    for pattern, groups in zip(_DENIALS[:some], _SIGNS[:some], strict=True):
        if all(holds_one(text) for holds_one in groups):
            yield pattern
        elif pattern is _DENIALS[0] and _MAY_HAVE_NO(text):
            around = (
                text[max(0, no.start() - _AROUND) : no.end() + _AROUND] for no in _NO.finditer(text)
            )
            if any(map(pattern.search, around)):
                yield pattern


def denials_in(text: str) -> Iterator[Denial]:
    """Yield the denials of a text."""
    for pattern in fitting(text):
        for said in pattern.finditer(text):
            named = {name: word for name, word in said.groupdict().items() if word}
            verb = next(word for name, word in named.items() if name.startswith("verb"))
            noun = next((word for name, word in named.items() if name[:4] in ("noun", "one")), "")
            clause = re.split(r"[.;:!?,，。；！？\n]", text[said.start() : said.end() + _LONGEST])[
                0
            ]
            family = _family_of(verb, noun)
            if _BESIDES.search(text, max(0, said.start() - _BEFORE), said.start()):
                continue
            if family and not _LIMITS.search(_HERE.sub("", clause)):
                yield Denial(said.start(), said.start() + len(clause), family, noun)


def _family_of(verb: str, noun: str) -> Family | None:
    verb = verb.casefold()
    if verb in _LIGHT:
        return _OF_NOUNS.get(noun.casefold().removesuffix("s"))
    for table in (_ENGLISH, _FOREIGN, SAID_IN_CHINESE, _ZH_SHORT, _EAST):
        if verb in table:
            return table[verb]
    raise KeyError(verb)


def asks_of(family: Family, asked: str) -> bool:
    """Say whether a user's words speak of a deed of a family as of something done."""
    return any(
        family == _family_of(next(filter(None, said.group(*_VERBS))), said["noun"] or "")
        for said in _ASKED.finditer(asked)
    )
