"""Sentences that deny a deed, or a look, and what it would have been done to.

What is denied in part, for a while or but for something denies nothing that calls could belie.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.claims.deeds.told_in_east import SAID_IN_EAST
from auditor.claims.deeds.verbs import BASE, BASE_OF, SAID, SAID_IN_CHINESE, Family
from auditor.claims.deeds.verbs_abroad import OWN_VERBS
from auditor.values.wording import any_of, late

_LOOKING = (
    "open opened access accessed view viewed read look looked check checked consult consulted "
    "pull pulled fetch fetched retrieve retrieved query queried"
)
LOOK_VERBS = frozenset(_LOOKING.split())
ANY_VERBS = frozenset({"touch", "touched", "动", "碰"})
_CHINESE: dict[str, Family] = {**SAID_IN_CHINESE, "删": "remove", "发": "send", "退": "pay"}
_E = any_of({*BASE, *SAID, *LOOK_VERBS, "touch", "touched"})
_F = any_of(OWN_VERBS)
_ADVERBS = r"(?:(?:actually|really|even|ever|definitely|certainly|once) ){0,2}"
_IN_CLAUSE = r"(?:[^.;:!?,\n]|[.,:](?=\w))"
_REST = rf"(?P<rest>{_IN_CLAUSE}{{0,80}})"
# Each with signs of which one stands in every text that it matches.
_DENIALS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (
        ("not ", "n't ", "n’t ", "never "),
        late(
            r"\bI(?: did not| didn['’]t| have not| haven['’]t| had not| never| have never|"
            rf"['’]ve never|['’]ve not) {_ADVERBS}(?P<verb>{_E})\b{_REST}"
        ),
    ),
    (
        ("nicht ", "nie"),
        late(
            rf"\b(?:ich habe|habe ich) (?P<rest>{_IN_CLAUSE}{{0,60}}?) ?\b(?:nicht|nie|niemals)\b "
            rf"(?:\w+ ){{0,2}}?(?P<verb>{_F})\b",
            re.IGNORECASE,
        ),
    ),
    (
        ("pas ", "jamais "),
        late(rf"\bje n['’](?:ai|en ai) (?:pas |jamais )(?P<verb>{_F})\b{_REST}", re.IGNORECASE),
    ),
    (
        ("o ", "on ", "unca ", "ão "),
        late(
            rf"\b(?:no|non|não|nunca) (?:he |ho |l['’]ho |l[oae] he )?(?:mai |nunca )?"
            rf"(?P<verb>{_F})\b{_REST}",
            re.IGNORECASE,
        ),
    ),
    (
        ("没", "未"),
        late(
            r"(?P<head>[^，。！？；,.!?\n]{0,40}?)(?:没有|没|未曾|从未|并未)(?P<before>[^，。！？；,.!?\n]{0,24}?)"
            rf"(?P<verb>{any_of(_CHINESE)}|动|碰)(?:过|了|掉|除)?(?P<rest>[^，。！？；!?\n]{{0,24}})"
        ),
    ),
    (
        ("ません", "ていない"),
        late(
            rf"(?P<rest>[^、。！？!?\n]{{1,60}}?)(?:を|は|に|には|へ)?(?:一切|まったく|全く)?"
            rf"(?P<verb>{any_of(SAID_IN_EAST)})"
            r"(?:(?:して|いたして)(?:いま|おりま)せん|したことはありません|していない)"
        ),
    ),
    (
        ("않았", "적이 없", "적 없"),
        late(
            r"(?P<rest>[^.,。!?\n]{1,60}?)(?:을|를|은|는|에게|에)? ?"
            rf"(?P<verb>{any_of(SAID_IN_EAST)})(?:하지 않았|한 적이? 없|하지는 않았)"
        ),
    ),
)
# Something else is denied, a part of it, or for a while only.
_LIMITS = late(
    r"\b(?:else|other|further|more|additional|another|besides|except|apart|than|without|until|"
    r"before|after|since|this (?:time|turn)|again|new|unless|if|when|because|by|"
    r"permanently|manually|directly|myself|personally|intentionally|accidentally|fully|all|both|"
    r"noch|sonst|wieder|nochmals?|selbst|außer|ohne|bis|wenn|encore|autre|sauf|sans|"
    r"todavía|aún|más|otr[oa]s?|ainda|mais|outr[oa]s?|ancora|altr[oi]|senza)\b|"
    r"其他|其它|别的|除了|以外|之前|亲自|直接|再|全部|所有|まだ|他の|以外|直接|再|すべて|"
    r"아직|다른|외에|다시|직접|모두",
    re.IGNORECASE,
)
_ONLY_A_PART = late(
    r"\b(?:only|just|but|rather|instead|nur|sondern|seulement|solo|sólo|sino|mas|apenas|soltanto)\b|"
    r"只|仅|而是|だけ|のみ|만 ",
    re.IGNORECASE,
)
_END = late(r"[.!?](?=\s|$)|[。！？\n]")
_NAME = late(
    r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|"
    r"(?=[A-Za-z/_.-]*[0-9/_.])[A-Za-z0-9](?:[A-Za-z0-9./_-]*[A-Za-z0-9])?|\b[B-HJ-Z]\b"
)
_CONCEPTS: dict[Family, str] = {
    "send": "send mail email sms message post notify",
    "book": "book reserve schedule buchen reservar reserver",
    "pay": "refund pay reimburse reembolsar rembourser erstatten",
    "block": "block ban lock sperren bloquear bloquer",
}
_DELETES = "delete remove drop rm borrar eliminar loeschen löschen supprimer"
_CANCELS = "cancel stornieren annuler cancelar annullare"
# Whoever changes something may have called a tool that updates it.
_CHANGES = frozenset({"change", "update", "modify", "edit"})
_CHANGES_IN_CHINESE = frozenset({"修改", "更改", "更新"})
_OF_CANCELLING = late(r"取消|キャンセル|취소|storn|cancel|annul|отмен", re.IGNORECASE)


class Denied(NamedTuple):
    """A denial: its place in the text, its verb, what it is about, the names in that.

    Attributes:
        of_part: Something else is said to be done instead.
    """

    start: int
    end: int
    verb: str
    said: str
    names: list[str]
    of_part: bool


def denied_in(text: str) -> Iterator[Denied]:
    """Yield the denials of a text."""
    for signs, pattern in _DENIALS:
        if not any(sign in text for sign in signs):
            continue
        for denied in pattern.finditer(text):
            verb = denied["verb"].casefold()
            end = _END.search(text, denied.end())
            sentence = text[denied.start() : end.start() if end else len(text)]
            if _LIMITS.search(denied[0]):
                continue
            of_part = verb not in LOOK_VERBS and bool(_ONLY_A_PART.search(sentence))
            parts = denied.groupdict()
            said = " ".join(filter(None, (parts.get("head"), parts.get("before"), parts["rest"])))
            names = _NAME.findall(said)
            yield Denied(denied.start(), denied.end(), verb, said, names, of_part)


def ways_of(verb: str) -> set[str]:
    """Return the words of a tool's name, or of a result, by which a deed may be done."""
    if verb in _CHANGES_IN_CHINESE or BASE_OF.get(verb, verb) in _CHANGES:
        return set(_CHANGES)
    if verb in BASE or verb in SAID:
        return {verb, BASE_OF.get(verb, verb)}
    if _OF_CANCELLING.search(verb):
        return set(_CANCELS.split())
    family = OWN_VERBS.get(verb) or SAID_IN_EAST.get(verb) or _CHINESE.get(verb)
    if family == "remove":
        return set() if verb == "归档" else set(_DELETES.split())
    return set(_CONCEPTS[family].split()) if family in _CONCEPTS else set()
