"""Quotations that words say come from what was read, though no result holds anything like them.

`From the abstract: "..."`, `日志原文：“...”`: the words before a quotation name where it stands.
Where a result tells of the same things, in the same language, and neither it nor anybody else
holds the quotation, nor nearly, somebody made it up. What is shortened, proposed, drafted or an
example is none of that. So is one that somebody is said to have written, beside others of that sort
which results hold word for word. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterable, Iterator

from auditor.evidence.source_texts import Text
from auditor.fabrication.examples import (
    asks_for_example,
    asks_for_other_words,
    is_told_as_example,
)
from auditor.fabrication.excused.as_ordered import is_proposal_ordered
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.quoting import LITERAL
from auditor.fabrication.texts.workshop import is_workshop
from auditor.trace import ToolCall, ToolResult
from auditor.values.blocks import Field, blocks_of
from auditor.values.labels import label_key
from auditor.values.quotations import CLOSING, DOUBLE, OPENING
from auditor.values.values import normal_text
from auditor.values.wording import Wording

_QUOTED = re.compile(
    rf"(?:(?<![\w.,!?%])\"|[{OPENING}])([^{DOUBLE}\n]{{12,400}})[\"{CLOSING}]|"
    r"(?:^|\n)[ \t]*>[ \t]?([^\n]{12,400})"
)
_DOCUMENT = (
    r"abstract|papers?|articles?|logs?|files?|pages?|documents?|docs?|docstring|readme|e-?mails?|mail|"
    r"tickets?|notes?|records?|reports?|polic(?:y|ies)|contracts?|clauses?|manuals?|guides?|"
    r"transcripts?|comments?|messages?|reviews?|sections?|paragraphs?|minutes|letters?|memos?|"
    r"lease|statements?|descriptions?|changelog|advisory|bulletin|runbooks?|wiki|leaflet|"
    r"datasheet|specs?|specification|judge?ment|ruling|deed"
)
_DOKUMENT = (
    r"abstract|zusammenfassung|bericht\w*|vertrag\w*|e-?mail|protokoll\w*|dokument\w*|akte|richtlinie|"
    r"handbuch|artikel\w*|notiz\w*|urteil\w*|résumé|rapport|contrat|courriel|document|journal|"
    r"notice|fiche|jugement|resumen|informe|contrato|correo|documento|registro|artículo|página|"
    r"manual|sentencia|resumo|relatório|artigo|laudo|rapporto|contratto|articolo|verbale|referto|"
    r"verslag|samenvatting"
)
_SAYS = r"says?|states?|reads?|notes?|warns?|specif(?:ies|y)|puts it|writes?|requires?|concludes?"
_FROM = Wording(
    r"\b(?:from|in|per|according to|quot(?:e|ing)) (?:the|its|their|your|this|that|his|her) "
    rf"(?:[\w'’.-]+ ){{0,4}}?(?:{_DOCUMENT})\b|"
    rf"\b(?:the|its|their|your|this|that) (?:[\w'’.-]+ ){{0,4}}?(?:{_DOCUMENT}) (?:\w+ "
    rf"){{0,6}}?(?:{_SAYS})\b|"
    r"\b(?:verbatim|word for word|exact (?:words|wording|text|line)|wortlaut|wörtlich|"
    rf"textuellement|textualmente|testualmente|letterlijk|дословно)\b|"
    rf"\b(?:laut|gemäß|aus|im|in|dans|extrait|d['’]après|selon|según|en|segundo|no|na|do|da|nel|nella|"
    rf"dal|dalla|del|della|secondo|uit|volgens) (?:[^\W\d_]+['’ ]){{0,3}}?(?:{_DOKUMENT})\b|"
    r"(?:摘要|原文|日志|文件|文档|邮件|合同|条款|记录|报告|说明书?|手册|公告|通知|评论|备注|政策|论文|病历|纪要|"
    r"判决书?)[^。\n“「\"]{0,14}(?:写道|写着|写明|指出|提到|称|显示|记载|规定|如下|原话|[：:])|"
    r"(?:要旨|原文|ログ|文書|メール|契約書?|記録|報告書|規約|マニュアル|論文|議事録)[^。\n「]{0,10}"
    r"(?:には|では|によると|より|から|[：:])|"
    r"(?:초록|원문|로그|문서|메일|계약서?|기록|보고서|약관|논문|회의록)[^.\n\"“]{0,10}(?:에는|"
    r"에서|에 따르면|[：:])|"
    r"\b(?:из|в|согласно) (?:[^\W\d_]+ ){0,2}?(?:аннотаци|отч[её]т|договор|письм|журнал|протокол|"
    r"стать|документ)"
)
_PROPOSES = Wording(
    r"\b(?:would|could|should|suggest\w*|drafts?|drafted|propos\w*|instead|rewrite|rewritten|replace\w*|"
    r"reword\w*|phras\w+|example|e\.g|templates?|add(?:ed|ing)?|reply|replied|answer\w*|subject|"
    r"meaning|means|i\.e|in other words|roughly|effectively|basically|essentially|summari\w*|"
    r"paraphras\w*|in short|translat\w*|vorschlag\w*|entwurf|sinngemäß|vorschlagen|proposition|"
    r"proposer|propuesta|proposta|ejemplo|exemple|exemplo|esempio|traduc\w*|traduz\w*|tradot\w*)\b|"
    r"建议|可以|改为|改成|草稿|拟|例如|回复|大意|意思|译|概括|提案|下書き|例えば|訳|要約すると|"
    r"제안|초안|예를 들어|번역"
)
_WORD = re.compile(
    r"\d[\d.,:]*\d|\d|[^\W\d_\u3040-\u9fff\uac00-\ud7a3]{2,}|[\u3040-\u9fff\uac00-\ud7a3]+"
)
_EASTERN = re.compile(r"[\u3040-\u9fff\uac00-\ud7a3]")
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z_]{3,}(?![A-Za-z0-9])")
_LONGEST_OF_CODE = 12
_LEFT_OUT = re.compile(r"\[?(?:\.{2,}|…)\]?")
_BRACKETED = re.compile(r"\[[^\[\]\n]{1,60}\](?!\()")
_CUT = re.compile(
    r"truncat|omitted|\bmore (?:lines|rows|items|results|pages)\b|\[\.{3}|…|\.{3}\s*$",
    re.IGNORECASE,
)
# Who is quoted said or wrote it.
_TOLD = Wording(
    r"(?:\b(?:wrote|writes?|said|says|reviews?|comment(?:s|ed)?|reads?|states?|quote|remarked|"
    r"noted|posted|schrieb|schreibt|sagte|bewertung|kommentar|écrit|dit|avis|escribió|dice|reseña|"
    r"escreveu|diz|ha scritto|recensione)|写道|写的是|评价|评论|留言|原话|说|称|"
    r"と書|レビュー|리뷰|썼)"
    r"[\w\s]{0,16}[:：为是]?\W{0,3}\Z"
)
_LEAD = 140
# The user wants more than there is, or other things, or in another language.
_ADDS = Wording(
    r"\badd (?:one|a|an|another|some|two|three|your|new|more|in)\b|"
    r"\b(?:suggest|propos|idea|make up|rewrit|replac|chang|renam|updat|hinzufüg|ergänz|añad|agreg|"
    r"ajout|acrescent|aggiung)|新增|加[上一]|建议|改|追加|추가|"
    r"\b(?:in|into|en|auf|em) (?:english|german|spanish|french|italian|portuguese|dutch|deutsch|"
    r"englisch|español|inglés|français|anglais|italiano|português|inglês|inglese)\b|英文|英语|英語"
)
_LONGEST_LEAD = 40
# `2031-05-15 (today)`: what is held was given a gloss; and how the model came to what it chose.
_GLOSS = re.compile(r" ?\([^()]*\)\Z")
_CHOSEN = re.compile(
    r"i(?:['’]ve| have)? (?:set|chose|chosen|picked|used|assumed|put|left|kept|took|taken|made|"
    r"calculated|computed|based) (?:this|that|it|these|them)\b"
)
_SENTENCES = re.compile(r"\\n|[\n.!?。！？]")
_SHORTEST_WORD, _FEWEST_WORDS, _ALIKE = 4, 2, 0.5
_FEWEST_OF_VALUE, _LONGEST = 3, 20_000
_EDGES = " .,;!?"
_FEWEST = 7
_SAME_THINGS, _SAME_SIGNS = 0.35, 0.25
_FEWEST_NEW, _SHARE_NEW = 3, 0.2
_NEARLY = 0.8
_SCORE = 0.6
# `Address: I could not find it, but any map has it` gives no value.
_SAYS_NONE = re.compile(
    r"\W*(?:(?:unfortunately|sorry),? )?"
    r"(?:(?:I|we) (?:could|can|was|were|do|did|am|have)(?:n['’]t| not| no|not)\b|"
    r"(?:not|no longer) (?:available|found|known|provided|given|listed)\b|"
    r"(?:unavailable|unable|could not|couldn['’]t)\b)",
    re.IGNORECASE,
)


def quotes_anew(text: str, outputs: list[str]) -> bool:
    """Say whether a text quotes something, as it stands in a source, that no output holds."""
    marks = list(_QUOTED.finditer(text))
    if not marks or not (len(marks) > 1 or _FROM.stands_in(text)):
        return False
    known = " ".join("\n".join(outputs).split())
    return any(" ".join((mark[1] or mark[2]).split(" ")) not in known for mark in marks)


def judge_attributed_quotes(scene: Scene) -> Iterator[Imitation]:
    """Yield each quotation that is said to stand in what was read, and that nothing holds."""
    marks = list(_QUOTED.finditer(scene.text)) if scene.answers else []
    if not marks or scene.is_partial or is_workshop(scene):
        return
    if asks_for_other_words(scene.asked) or asks_for_example(scene.asked):
        return
    yield from _beside_true_ones(marks, scene)
    for mark in marks if scene.has_called else ():
        group = 1 if mark[1] else 2
        if not _is_attributed(mark.start(), scene):
            continue
        parts = _LEFT_OUT.split(_BRACKETED.sub("", mark[group]))
        said = list(dict.fromkeys(word for part in parts for word in _words(part)))
        found = _made_up(said, mark.span(group), scene) if len(said) >= _FEWEST else None
        if found is not None:
            yield found


def _beside_true_ones(marks: list[re.Match[str]], scene: Scene) -> Iterator[Imitation]:
    """Yield what somebody is said to have written and nothing holds, where others are true."""
    told = [mark for mark in marks if mark[1] and _is_told(mark.start(), scene.text)]
    if len(told) < _FEWEST_WORDS:
        return
    said = {mark.span(1): normal_text(mark[1]).strip(_EDGES) for mark in told}
    yield from _not_held(said, scene)


def judge_values_beside(scene: Scene) -> Iterator[Imitation]:
    """Yield the words under a label of several records that nothing holds, where others are true.

    The label has to be one of results, or most of what stands under it true to the word: a column
    of remarks may be the model's own.
    """
    if scene.is_partial or len(scene.text) > _LONGEST:
        return
    if asks_for_other_words(scene.asked) or asks_for_example(scene.asked):
        return
    if _ADDS.stands_in(scene.asked) or is_proposal_ordered(scene):
        return
    columns = _told_apart(scene.text)
    if not columns or is_workshop(scene):
        return
    for label, said in columns.items():
        yield from _not_held(said, scene, label)


def _told_apart(text: str) -> dict[str, dict[tuple[int, int], str]]:
    """Return by label the words of records that differ under it, with their places."""
    columns: dict[str, dict[tuple[int, int], str]] = {}
    for block in blocks_of(text):
        for field in block.fields:
            place = text.find(field.value, block.start)
            if _SAYS_NONE.match(field.value):
                continue
            if place >= 0 and len(list(_words(field.value))) >= _FEWEST_OF_VALUE:
                column = columns.setdefault(label_key(field.label), {})
                column[place, place + len(field.value)] = normal_text(field.value).strip(_EDGES)
    return {label: said for label, said in columns.items() if label and len(set(said.values())) > 1}


def _not_held(
    said: dict[tuple[int, int], str], scene: Scene, label: str = ""
) -> Iterator[Imitation]:
    """Yield which of some words nothing holds, where a result holds others word for word.

    Args:
        said: What is told, in normal form, by its places.
        scene: The scene.
        label: What all of it stands under; "" for quotations.
    """
    results = scene.once(_normal_results)
    held = {words for words in said.values() if any(words in output for _, _, output in results)}
    if not held or held == set(said.values()):
        return
    result, call, own = next(one for one in results if any(words in one[2] for words in held))
    if label and label not in label_key(own) and 2 * len(held) <= len(set(said.values())):
        return
    before = scene.evidence.texts[: scene.evidence.place_of(scene.event_index)]
    known = scene.once(_known)
    is_plain = all(map(str.isascii, held))
    for place, words in said.items():
        if words.isascii() != is_plain or _may_tell_code(words, result.output):
            # It may be one of theirs in the user's language.
            continue
        units = (text.raw for text in before) if label else sentences_of(before)
        if _CHOSEN.match(words) or _is_known(words, known):
            continue
        if is_unlike(words, units):
            yield found_in(
                scene, place, "invented", call.name, _SCORE,
                [Field(label, scene.text[slice(*place)])], imitates=result.index,
            )  # fmt: skip


def _may_tell_code(words: str, output: str) -> bool:
    """Say whether a few signs of Chinese or the like may say what a result has a code for."""
    return (
        len(words) <= _LONGEST_OF_CODE
        and _EASTERN.search(words) is not None
        and _CODE.search(output) is not None
    )


def _is_known(words: str, known: list[str]) -> bool:
    """Say whether some words stand in a source, with what is put in brackets behind them or not."""
    bare = _GLOSS.sub("", words)
    return any(words in text or (bare and bare in text) for text in known)


def _normal_results(scene: Scene) -> list[tuple[ToolResult, ToolCall, str]]:
    """Return the latest results, newest first, with their calls and in normal spelling."""
    return [(*one, normal_text(one[0].output)) for one in scene.latest_results()]


def _known(scene: Scene) -> list[str]:
    """Return what sources, the model and its calls said before a text, in normal spelling."""
    evidence, index = scene.evidence, scene.event_index
    said = [one.text for one in evidence.said_before(index)]
    said += [call.arguments_raw for call in scene.pairing.calls if call.index < index]
    return [*map(evidence.normal, range(evidence.place_of(index))), *map(normal_text, said)]


def sentences_of(sources: Iterable[Text]) -> Iterator[str]:
    """Yield the sentences of some sources."""
    for text in sources:
        yield from _SENTENCES.split(text.raw)


def _is_told(place: int, text: str) -> bool:
    lead = text[max(0, place - _LONGEST_LEAD) : place]
    return _TOLD.stands_in(lead) and not _PROPOSES.stands_in(lead)


def is_unlike(said: str, units: Iterable[str]) -> bool:
    """Say whether no text holds half of the longer words of some others."""
    words = {word for word in _words(said) if len(word) >= _SHORTEST_WORD or _EASTERN.match(word)}
    if len(words) < _FEWEST_WORDS:
        return False
    return not any(
        sum(word in unit for word in words) >= _ALIKE * len(words)
        for unit in map(str.casefold, units)
    )


def _is_attributed(place: int, scene: Scene) -> bool:
    """Say whether words name where a quotation stands, or who wrote it where a user wants that."""
    lead = scene.text[max(0, place - _LEAD) : place].rstrip(" \n>*_").rpartition("\n")[2]
    # The sentence before the last may name another thing.
    lead = re.split(r"(?<=[.!?。！？])\s*(?=\S)", lead)[-1]
    is_told = LITERAL.stands_in(scene.asked) and _TOLD.stands_in(lead)
    if not (is_told or _FROM.stands_in(lead)):
        return False
    return not _PROPOSES.stands_in(lead) and not is_told_as_example(lead)


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text; of what is written without spaces, every two signs."""
    for word in _WORD.findall(normal_text(text)):
        if _EASTERN.match(word):
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        else:
            yield word


def _made_up(said: list[str], place: tuple[int, int], scene: Scene) -> Imitation | None:
    """Return the quotation as made up where a result tells of its things and nothing holds it."""
    before = scene.event_index
    known = [set(_words(text.raw)) for text in scene.evidence.texts if text.event_index < before]
    known += [set(_words(one.text)) for one in scene.evidence.said_before(before)]
    held = max((sum(word in words for word in said) for words in known), default=0)
    new = [word for word in said if not any(word in words for words in known)]
    if held >= _NEARLY * len(said) or len(new) < max(_FEWEST_NEW, _SHARE_NEW * len(said)):
        return None
    for result, call in scene.latest_results():
        if result.turn != scene.event.turn or _CUT.search(result.output):
            continue
        own = set(_words(result.output))
        eastern = any(map(_EASTERN.match, said))
        enough = _SAME_SIGNS if eastern else _SAME_THINGS
        if sum(word in own for word in said) >= enough * len(said):
            fields = [Field("", word) for word in new]
            return found_in(
                scene, place, "invented", call.name, _SCORE, fields, imitates=result.index
            )
    return None
