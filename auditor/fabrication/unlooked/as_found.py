"""Values told as what a look at a thing found, though no call was for that thing.

`The lookup for W-771 succeeded:` and a record under it, in an answer, in a thought, in a mail, in a
note: no call had W-771, or, where no id is named, nothing at all was called since the user asked.
Layout and labels are of no account. What counts are the values: those that nothing holds and nobody
works out. What is planned, supposed, given as an example, or put into the call to come tells
nothing. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from itertools import islice

from auditor.claims.deeds.calls import reach_of
from auditor.evidence.readings import is_question, single_sentences
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import (
    asks_for_example,
    asks_what_returns,
    is_no_record,
)
from auditor.fabrication.excused.put_up import is_proposal
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.told_times import names_a_zone
from auditor.fabrication.ground.unsourced import is_release, unsourced_in
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.returned import puts_up
from auditor.fabrication.texts.told_fields import is_unreal, told_fields
from auditor.fabrication.things.open_question import asks_to_write, is_of_something_else
from auditor.trace import Message, ToolCall
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Block, Field, blocks_of
from auditor.values.spellings import as_written
from auditor.values.values import NAMES, Value, is_placeholder, normal_text, value_of
from auditor.values.wording import Wording

_SCORE = 0.5
_LONGEST = 6000
_ENOUGH = 0.8
_ENOUGH_OF_RECORD = 0.6
_FEWEST = 2
_WORD = 0.3
_MOST_WORDS = 4
_NEAR = 60
_LONGEST_HEAD, _SHORT_HEAD, _MOST_HEADS = 160, 40, 2
_HEAD_ENDS = re.compile(r":(?=\s|$|\*)|：|:(?=[^\x00-\x7f])|[{|\n]")
# Nothing else leads up to values, or is one.
_MAY_TELL = re.compile(r"[0-9:：{|]")
_PROPER = re.compile(
    r"(?:(?<=\S )|(?<=[,(]|[^\x00-\x7f]))(?![A-Z]+s\b)[A-Z](?:[a-z]{2}|[A-Z]{2})\w*|"
    r"\b[a-z]+_[a-z_]+\b"
)
_SIGNS = re.compile(r"(?=([\u3040-\u30ff\u4e00-\u9fff]{3}))")
_FENCE = re.compile(r"\s*```[^\n]*\n[\s\S]*?\n```")
_QUERY = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|WITH)\b")
# In Portuguese and Spanish no denial.
_IN_THE = re.compile(r"\bno (?=sistema|registro|banco|log\b)", re.IGNORECASE)
_OURS = (
    r"(?:the|our) (?:[\w'’-]+ ){0,2}?(?:system|records?|database|backend|tool|api|service|registry|"
    r"platform|logs?)"
)
_FOUND = Wording(
    r"\b(?:look-?ups?|looked up|pulled|fetched|retrieved|located|queried|querying|"
    r"(?:my|the|this) query (?:for|on|of|gave|came)|"
    r"search(?:es)? (?:complete|done|for|results?)|(?:ran|called|hit) the (?:\w+ )?"
    r"(?:api|tool|query|search|look-?up|endpoint|service|function|database)|"
    r"returned|(?:responded|answered) (?:for|with)|c[ao]mes? back|(?<!to )returns|"
    # Who holds the record for something has no entry of it.
    r"(?<!\bheld the )(?<!\bholds the )(?<!\bset the )(?<!\bbroke the )(?<!\bworld )"
    r"(?:results?|outputs?|response|records?|data|status|hits?|entry) "
    r"(?:of|for|from|on|found|returned|pulled|i got)|"
    rf"(?:according to|per|from|in|laut) {_OURS}|"
    rf"{_OURS} (?:itself )?(?:shows?|says?|has|have|lists?|"
    r"reports?|tells|gives?|gave|indicates?)|"
    r"(?:current|latest|live|fresh) (?:data|status|records?|readings?|values?|info\w*)|"
    r"fresh from|shows? up as|i(?:['’]m| am) seeing|in front of me|"
    r"abgefragt|abgerufen|nachgesehen|nachgeschaut|abfrage|(?:laut|im) system|ergebnis\w*|"
    r"ergab|liefert\w*|datensatz|aktuelle\w* (?:daten|stand|status)|"
    r"consult(?:é|ei|ado|ada|ando|ar|ei)?|resultado\w*|devolvió|devuelve|registro\w*|"
    r"datos de|dados d[eoa]|retornou|résultat\w*|renvoie|renvoyé|données|"
    r"(?:le|du) système|réponse du|selon (?:le|la|nos) |el sistema|il sistema|o sistema|"
    r"risult\w+|restitui\w+|dati di|interrogazione|sorgu\w*|sonuç\w*|sistemde|kayıt\w*|wynik\w*|"
    r"dane\b|opgevraagd|resultaat|gegevens)\b|результат|запрос|систем|данные|"
    r"返回|查到|查询|查詢|检索|调取|调用|拉取|系统|接口|数据库|平台|记录|结果|資料|资料|数据|"
    r"照会|検索|システム|取得|結果|データ|조회|시스템|결과|데이터|기록"
)
"""A source or its result is named."""
_LOOKED = Wording(
    r"\b(?:look(?:ed|ing) (?:at|into)|(?:double-?|re-?)?check(?:ed|ing)(?! with)|"
    r"verified|confirmed|i see|i (?:have|got) the|geprüft|überprüft|verifi\w+|comprob\w+|"
    r"revis[éa]\w*|busqu\w+|vérifi\w+|controll\w+|kontrol|sprawdzi\w+|"
    r"gecontroleerd)\b|провер|посмотрел|查了|查过|核实|核对|情况|看了|看看|確認|확인"
)
"""A look is told, as at what the user asked for."""
_HANDED_OVER = Wording(
    r"\b(?:stands at|as of (?:now|this moment|today)|got it|done|here you go|"
    r"here(?:['’]s| is) what|hier (?:sind|ist)|aqu[ií] (?:están|tiene|estão)|voici|fait\b|"
    r"ecco)\b|вот\b|好了|如下|是这样"
)
"""Something is handed over, as for the id that the user gave."""
_ANEW = Wording(
    r"\b(?:refresh(?:ed|ing)?|second (?:look\w*|query|check)|re-?(?:checked|checking|queried|"
    r"querying|fetched|read)|(?:look|check|quer|pull|ran|fetch)\w* (?:\S+ ){0,3}?again|erneut|"
    r"nochmals?|noch einmal|de nuevo|otra vez|nuevamente|de novo|novamente|di nuovo|à nouveau|"
    r"de nouveau|tekrar|ponownie|opnieuw)\b|снова|повторно|ещё раз|"
    r"再次|重新|刷新|再查|又查|再度|再確認|다시|재확인|재조회"
)
"""A new look is told."""
_SUPPOSED = Wording(
    r"\b(?:simulat\w*|demo\w*|pretend\w*|typical\w*|usual\w*|normally|generally|sample|always|"
    r"something like|such as|e\.g|estimat\w*|approx\w*|roughly|yesterday|in general|"
    r"documentation|docs|beispiel\w*|ejemplo|"
    r"exemple|exemplo|screenshots?|images?|pictures?|photos?|pictured|attach\w*|scans?|charts?|"
    r"diagrams?|bild|foto|imagen|captura|imagem)\b|模拟|通常|一般|例|昨天|文档|截图|图片|照片|附件"
)


_OF_LOOKS = Wording("|".join(one.pattern for one in (_FOUND, _LOOKED, _HANDED_OVER, _ANEW)))


def may_tell_as_found(text: str) -> bool:
    """Say whether a text may tell what a look found: a cheap look."""
    return len(text) <= _LONGEST and tells_a_look(text)


def tells_a_look(words: str) -> bool:
    """Say whether words tell of a look, or hand over what it found."""
    return _OF_LOOKS.stands_in(words)


def judge_as_found(scene: Scene) -> Iterator[Imitation]:
    """Yield each stretch of a text that tells such values."""
    text, event, asked = scene.text, scene.event, scene.asked
    if scene.is_partial or not scene.argument_keys or not may_tell_as_found(text):
        return
    if not asked or (event.synthesized if type(event) is Message else _runs_command(event, text)):
        return
    if asks_for_example(asked) or asks_what_returns(asked) or asks_for_fiction(asked):
        return
    last = 0
    for start, sentence, head in _leads(text):
        if start < last or _is_of_no_look(head, scene) or not _was_never_called(head, scene):
            continue
        end = _end_of_told(start, sentence, text)
        told = _new_in(start, end, head, scene)
        if told:
            last = end
            yield found_in(scene, (start, end), "invented", _tool(scene), _SCORE, told)


def _runs_command(event: Message | ToolCall, text: str) -> bool:
    """Say whether a text is a command or a query rather than words for somebody."""
    if type(event) is not ToolCall:
        return False
    return reach_of(event.name).command or _QUERY.match(text) is not None


def _leads(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the sentences that may tell of a look, and what leads up to values in each.

    That ends at a colon, of this sentence or of a short one behind it; there may be several.
    """
    for start, sentence in single_sentences(text):
        span = text[start : start + len(sentence) + _SHORT_HEAD]
        if not _MAY_TELL.search(span) or is_question(sentence):
            continue
        if not may_tell_as_found(sentence):
            continue
        ends = [end.start() for end in islice(_HEAD_ENDS.finditer(span), _MOST_HEADS)]
        for end in ends or [min(len(sentence), _LONGEST_HEAD)]:
            yield start, sentence, span[:end]


def _is_of_no_look(head: str, scene: Scene) -> bool:
    """Say whether the words that lead up to values tell of no look at what was asked for."""
    if is_unreal(_IN_THE.sub("", head)) or _SUPPOSED.stands_in(head):
        return True
    if _FOUND.stands_in(head) or _ANEW.stands_in(head):
        return False
    looked = _LOOKED.stands_in(head)
    if not looked and not _HANDED_OVER.stands_in(head):
        return True
    return not _is_of_asked(head, scene, by_id=not looked)


def _is_of_asked(head: str, scene: Scene, *, by_id: bool) -> bool:
    """Say whether a head names what the user asked to be looked up, if need be by an id."""
    if asks_to_write(scene.asked):
        return False
    said, named = normal_text(scene.asked), [n.form for n in named_in(head) if n.kind in NAMES]
    if not named and (by_id or scene.has_called or puts_up(scene.text)):
        return False
    if any(scene.evidence.mentions((name,), scene.event_index) for name in named):
        return True
    return any(name in said for name in named or [*_proper_names(head), *_SIGNS.findall(head)])


def _proper_names(head: str) -> list[str]:
    """Return the words of a head that are written like names, in small letters."""
    return [word.casefold() for word in _PROPER.findall(head)]


def _was_never_called(head: str, scene: Scene) -> bool:
    """Say whether no call was for what a head names, or none at all since the user asked."""
    names = [name.form for name in named_in(head) if not is_release(name)] or _proper_names(head)
    names = [] if _ANEW.stands_in(head) else names
    pairing, before = scene.pairing, scene.event_index
    made = [
        call
        for call in pairing.calls
        if call.index != before
        and (call.index < before or call.step == scene.event.step)
        and not (call.index in pairing.answer and pairing.answer[call.index].index > before)
    ]
    if names:
        spoken = [normal_text(f"{call.name} {call.arguments_raw}") for call in made]
        return not any(name in said for said in spoken for name in names)
    if is_of_something_else(scene._replace(text=head)):
        return False
    turn = scene.event.turn
    return not any(call.turn == turn for call in made) and not any(
        result.turn == turn and result.index < before for result in pairing.results
    )


def _end_of_told(start: int, sentence: str, text: str) -> int:
    """Return where what a sentence leads up to ends: with its paragraph or its record."""
    place = start + len(sentence)
    blank = text.find("\n\n", place)
    gap = text[place : blank if blank >= 0 else len(text)]
    end = place + len(gap)
    if not gap.strip():
        following = text.find("\n\n", blank + 2) if blank >= 0 else -1
        end = following if following >= 0 else len(text)
        fence = _FENCE.match(text, place)
        if fence is not None:
            end = fence.end()
        elif not any(place <= b.start < place + _NEAR for b in blocks_of(text)):
            end = place
    inside = [block.end for block in blocks_of(text) if start <= block.start < end]
    return max([end, *inside])


def _new_in(start: int, end: int, head: str, scene: Scene) -> list[Field]:
    """Return the values of a stretch that come from nowhere, where they say enough."""
    stretch = scene.text[start:end]
    blocks = [block for block in blocks_of(stretch) if block.is_record]
    in_text = [block._replace(start=start + block.start, end=start + block.end) for block in blocks]
    if any(is_proposal(b, scene) or is_no_record(b, head, scene.asked) for b in in_text):
        return []
    names = {*named_in(head), *_put_into_calls(scene)}
    ground = ground_of(scene)
    weights = {
        value: weight
        for words in _telling(stretch, blocks, head)
        for value, weight in unsourced_in(words, ground)
        if value not in names
    }
    rest = ground.from_nowhere(weights)
    if names_a_zone(scene):
        rest = [value for value in rest if value.kind not in ("date", "time")]
    words = _new_words(stretch, blocks, head, scene)
    # Whatever a record of something with an id tells was returned or made up.
    is_record = bool(blocks) and (bool(named_in(head)) or _ANEW.stands_in(head))
    weight = sum(weights[value] for value in rest) + _WORD * len(words)
    fewest = 1 if is_record and _ANEW.stands_in(head) else _FEWEST
    if len(rest) + len(words) < fewest or not (rest or is_record):
        return []
    if fewest > 1 and round(weight, 2) < (_ENOUGH_OF_RECORD if is_record else _ENOUGH):
        return []
    return [*(Field("", as_written(value, scene.text)) for value in rest), *words]


def _telling(stretch: str, blocks: list[Block], head: str) -> Iterator[str]:
    """Yield the values of the records of a stretch, else its sentences that tell something."""
    if blocks:
        yield from (field.value for block in blocks for field in block.fields)
        return
    for _, sentence in single_sentences(stretch):
        if not is_unreal(_IN_THE.sub("", sentence.replace(head, ""))):
            yield sentence


def _put_into_calls(scene: Scene) -> set[Value]:
    """Return what stands in the arguments of the other calls of a text's step."""
    return {
        atom.value
        for call in scene.pairing.calls
        if call.step == scene.event.step and call.index != scene.event_index
        for field in arguments_of(call)
        for atom in atoms_of(normal_text(field.value))
    }


def _new_words(stretch: str, blocks: list[Block], head: str, scene: Scene) -> list[Field]:
    """Return the fields of a stretch whose values are words that no source has."""
    fields = [field for block in blocks for field in block.fields]
    if not fields:
        fields = [Field(one.label, one.value) for one in told_fields(stretch, None)]
    return [
        field
        for field in fields
        if value_of(field.value).kind in ("word", "text")
        and field.value.count(" ") < _MOST_WORDS
        and not is_placeholder(field.value)
        and field.value not in head
        and not ground_of(scene).mentions(normal_text(field.value))
    ]


def _tool(scene: Scene) -> str:
    return min(scene.argument_keys) if len(scene.argument_keys) == 1 else ""
