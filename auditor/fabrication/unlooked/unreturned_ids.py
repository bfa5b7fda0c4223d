"""A number of something new that the call for it never returned: `I opened ticket INC-558120`.

The tool answered `{"ok": true}` and no more, so nobody can know under which number the thing was
filed. Only a sentence that calls an id a ticket, an order, a reference or the like counts, where
every result of the turn is a small record without any id, and something was called that does more
than look; or where all calls of the turn only looked, or failed. Such a finding is at most
suspected.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from auditor.claims.deeds.calls import reach_of
from auditor.evidence.failures import failed
from auditor.evidence.readings import single_sentences
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.ground.ground import Ground, ground_of
from auditor.fabrication.ground.unsourced import unsourced_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.told_fields import is_unreal
from auditor.pairing import last_result_before
from auditor.trace import ToolCall, ToolResult
from auditor.values.atoms import Atom, atoms_of
from auditor.values.blocks import fields_of
from auditor.values.literals import parse_value
from auditor.values.values import NAMES, Value, normal_text, value_of

_SCORE = 0.6
_LONGEST = 1500
_LONGEST_OUTPUT = 600
_LONGEST_WORDS = 80
_FEWEST_DIGITS = 4
_BEFORE = 12
_TELLS_ALL = 1.0
_BORDER = re.compile(r"[;；,，。()（）]| and ")
# Numbers of things that were there before.
_OF_OTHERS = re.compile(
    r"\b(?:model|part|room|phone|serial|version|articles?|item|gate|page|line|error|asset|employee|"
    r"account|customer|member|rfc|form|standard|po|product|sku|badge|your)\s+"
    r"(?:number|no|id|nr|code)\W*(?:is\W*)?\Z",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\d{3,}")
_LONG_NUMBER = re.compile(r"\d{4}")
# A screen, a page or a file that was returned beside the words may show the number.
_SEEN = re.compile(r"image|screenshot|png|jpe?g|pdf|html|attach|page|\bfile|screen", re.IGNORECASE)
_CALLED = re.compile(
    r"(?:\b(?:tickets?|cases?|incidents?|requests?|ref|reference|confirmation|booking|reservation|"
    r"orders?|tracking|invoice|transactions?|claim|receipt|number|no|id|nr|\w*nummer|referenz\w*|"
    r"vorgang\w*|auftrag\w*|buchung\w*|bestell\w*|rechnung\w*|número|numero|referencia|pedido|"
    r"reserva|boleto|protocolo|chamado|numéro|référence|dossier|commande|riferimento|ordine|prenotazione|номер\w*|заявк\w*|тикет\w*|обращени\w*|zgłoszeni\w*|"
    r"commit|change|action|session|job|rule)|"
    r"番号|チケット|ルール|予約|受付|번호|티켓|접수|커밋은?|"
    r"工单|编号|单号|订单|流水号|参考号|凭证号|预约号|确认号)"
    r"(?:[\s.:#*`\"'(=：号为是]|\b(?:number|no|nr|id|code|is|was|ist|lautet|es|est|é)\b){0,12}\Z",
    re.IGNORECASE,
)


def judge_unreturned_ids(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence of a text that tells such a number."""
    text = scene.text
    call = _filed(scene) if scene.answers and len(text) <= _LONGEST else None
    if call is None:
        return
    ground = ground_of(scene)
    for start, sentence in single_sentences(text):
        new = list(_unreturned(sentence, text[max(0, start - _BEFORE) : start], ground))
        if new:
            place = start, start + len(sentence)
            values = bare_fields(new, sentence)
            yield found_in(scene, place, "ungrounded", call.name, _SCORE, values)


def _filed(scene: Scene) -> ToolCall | None:
    """Return the turn's newest call that does more than look, where no result holds an id."""
    last = last_result_before(scene.event_index, scene.pairing)
    if last is None or last.turn != scene.event.turn:
        return None
    made = [
        (result, call) for result, call in scene.latest_results() if result.turn == scene.event.turn
    ]
    if made and all(reach_of(call.name).looks or failed(result) for result, call in made):
        shown = any(_shows_one(f"{call.name} {result.output}") for result, call in made)
        return None if shown else made[0][1]
    if not made or not all(_holds_no_id(result, call) for result, call in made):
        return None
    acts = (call for _, call in made if not reach_of(call.name).looks)
    return next((call for call in acts if not reach_of(call.name).command), None)


@lru_cache(maxsize=64)
def _shows_one(told: str) -> bool:
    return _SEEN.search(told) is not None


def _holds_no_id(result: ToolResult, call: ToolCall) -> bool:
    """Say whether a result is a small record without anything that an id could be read off."""
    output = result.output
    value = parse_value(output) if len(output) <= _LONGEST_OUTPUT else None
    if not isinstance(value, dict) or not value or failed(result):
        return False
    if _SEEN.search(output) or _SEEN.search(call.name):
        return False
    given = {value_of(field.value) for field in arguments_of(call)}
    own = [field.value for field in fields_of(value) if value_of(field.value) not in given]
    return not any(
        len(one) > _LONGEST_WORDS or _LONG_NUMBER.search(one) or value_of(one).kind in NAMES
        for one in own
    )


def _unreturned(sentence: str, lead: str, ground: Ground) -> Iterator[Value]:
    """Yield the ids of a sentence that are called a number of something, and that nothing holds.

    What `order no.` leads to may look like a sentence of its own.
    """
    new = {value for value, weight in unsourced_in(sentence, ground) if weight >= _TELLS_ALL}
    normal = normal_text(sentence)
    for atom in atoms_of(normal) if new else ():
        value, said = atom.value, normal[: atom.start]
        before = f"{normal_text(lead)} {said}"
        if value.kind != "id" or value not in new or not _CALLED.search(before):
            continue
        if _OF_OTHERS.search(before):
            continue
        if sum(map(str.isdigit, value.form)) < _FEWEST_DIGITS or _is_unsaid(said, normal, atom):
            continue
        # It may be put together out of parts that somebody gave.
        if not ground.scene.evidence.mentions(tuple(_GROUP.findall(value.form))):
            yield value


def _is_unsaid(before: str, normal: str, atom: Atom) -> bool:
    """Say whether a sentence, up to the end of an id's clause, supposes or plans."""
    border = _BORDER.search(normal, atom.end)
    return is_unreal(before + normal[atom.start : border.start() if border else len(normal)])
