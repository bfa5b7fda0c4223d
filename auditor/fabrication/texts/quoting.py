"""Who is quoted: what the words before a quotation, or behind it, say of where its words stand.

A clause that names a document, a log or a tool, or says that something reads so, gives the words as
those of a source. One that proposes, supposes, denies, asks, sums up, searches for, or tells what
somebody wrote himself, or should write, does not, whatever it names.
"""

import re
from typing import NamedTuple

from auditor.fabrication.examples import is_told_as_example
from auditor.values.quotations import Quotation
from auditor.values.wording import Wording

_LEAD, _TAIL, _FAR = 140, 90, 700
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])[\"”'’)]*\s*(?=\S)")
_END = re.compile(r"[!?。！？\n]|\.(?=\s|\Z)")
_BLANKS = re.compile(r"[ \t]{2,}")
_BEHIND = " \t*_>,，、;(（[—–-:："
_NAMED = (
    r"abstract|papers?|articles?|logs?|files?|(?:web ?)?pages?|(?:web)?sites?|documents?|docs?|"
    r"docstring|readme|e-?mails?|mails?|tickets?|notes?|records?|reports?|polic(?:y|ies)|"
    r"contracts?|clauses?|manuals?|guides?|transcripts?|comments?|messages?|reviews?|sections?|"
    r"paragraphs?|minutes|letters?|memos?|lease|statements?|descriptions?|changelog|advisory|"
    r"bulletin|runbooks?|wiki|leaflet|datasheet|specs?|specification|judge?ment|ruling|deed|"
    r"results?|outputs?|responses?|entr(?:y|ies)|texts?|passages?|excerpts?|quotes?|lines?|"
    r"snippets?|listing|posts?|threads?|chats?|channel|tools?|database|terminal|console|errors?|"
    r"traceback|stack ?trace|source|original|headers?|invoices?|bills?|"
    r"parts?|portions?|wording|calendar|events?|inbox|server|system|config(?:uration)?"
)
_SAYS = (
    r"says?|said|states?|stated|reads?|notes?|noted|warns?|warned|specif(?:ies|y|ied)|puts it|"
    r"writes?|wrote|written|requires?|conclude[sd]?|shows?|showed|shown|contains?|contained|"
    r"includes?|included|mentions?|mentioned|explains?|explained|return(?:s|ed)|prints?|printed|"
    r"lists?|listed|report(?:s|ed)|gives?|gave|displays?|displayed|outputs?|indicates?|indicated|"
    r"confirms?|confirmed|describes?|described|worded|quoted|quoting|goes|begins|ends|came back"
)
_ABROAD = (
    r"\b(?:laut|gemäß|zufolge|steht|stand|heißt es|hieß es|lautet\w*|schreib(?:t|en)|schrieb|"
    r"besagt|meldet\w*|zeigt\w*|nennt|zu lesen|enthält|ausgabe|ergebnis|wortlaut|wörtlich|zitat|"
    r"quelle|eintrag|datei|seite|dokument\w*|protokoll\w*|bericht\w*|e-?mail|nachricht\w*|"
    r"notiz\w*|vertrag\w*|richtlinie|handbuch|artikel\w*|urteil\w*|akte)\b|"
    r"\b(?:selon|d['’]après|dit|disait|indique|précise|affiche|mentionne|écrit|stipule|lire|lit|"
    r"citation|extrait|source|fichier|courriel|rapport|document|page|sortie|résultat|journal|"
    r"texte|note|message|contrat)\b|"
    r"\b(?:según|dice|decía|indica|señala|pone|muestra|lee|cita|devuelto|devolvió|escrito|"
    r"literal|fuente|archivo|correo|informe|documento|página|registro|resultado|nota|texto|"
    r"mensaje|contrato)\b|"
    r"\b(?:segundo|diz|consta|afirma|ficheiro|arquivo|relatório|mensagem|fonte|secondo|riporta|"
    r"afferma|scritto|rapporto|messaggio|contratto|verbale|referto|testo|volgens|zegt|staat|"
    r"vermeldt|verslag|bestand|bericht)\b|"
    r"согласно|(?:из|в) (?:[^\W\d_]+ ){0,2}?(?:аннотаци|отч[её]т|договор|письм|журнал|протокол|"
    r"стать|документ)|"
    r"(?:该|此|这一?|那一?|对应的?|相关的?)(?:[行句段]|部分|内容)|摘要|原文|原话|原句|日志|文件|文档|邮件|合同|条款|记录|报告|说明|手册|公告|通知|评论|备注|政策|"
    r"论文|病历|纪要|判决|网页|页面|结果|查询|返回|输出|来源|写道|写着|写明|指出|提到|显示|记载|规定|"
    r"要旨|ログ|文書|メール|契約|記録|報告|規約|マニュアル|論文|議事録|ページ|ファイル|検索|結果|"
    r"出典|と書|記載|述べ|によると|によれば|"
    r"초록|원문|로그|문서|메일|계약|기록|보고서|약관|논문|회의록|파일|페이지|결과|출처|에 따르면"
)
_NAMES_SOURCE = Wording(rf"\b(?:{_NAMED}|{_SAYS})\b|{_ABROAD}")
# The words of a source follow, or went before.
_GIVES = Wording(
    rf"\b(?:{_NAMED})\b[^.!?\n]{{0,50}}?\b(?:{_SAYS})\b|"
    rf"\b(?:from|in|per|according to|quot(?:e|ed|ing)|of|by)\b[^.!?\n]{{0,50}}?\b(?:{_NAMED})\b|"
    rf"\b(?:{_SAYS})\b(?: that| as follows)?[\s:,]*\Z|"
    rf"\b(?:{_NAMED})\b[^.!?\n]{{0,50}}?\b(?:is|was|are|were)(?: as follows)?[\s:,]*\Z|"
    rf"\b(?:{_NAMED})[\s*_]*:[\s*_]*\Z|"
    rf"\b(?:relevant|exact|following|original|full) (?:\w+ )?(?:{_NAMED})\b|"
    rf"\A[\s(—–-]*(?:source|from|so|says?|said|states?|reads?|verbatim)\b|{_ABROAD}"
)
_LEADS_ON = Wording(
    rf"[:：,，]\s*\Z|\b(?:{_NAMED}|{_SAYS}|that|is|was)\W*\Z|(?:{_ABROAD})[是为]?\W*\Z"
)
LITERAL = Wording(
    r"\b(?:verbatim|word for word|literal(?:ly)?|what exactly|(?:in|from) the original|"
    r"exact(?:ly)? (?:words|wording|text|phras\w+|as)|as it stands|wörtlich\w*|(?:im )?wortlaut|"
    r"im original|textuellement|mot (?:à|pour) mot|textualmente|literalmente|al pie de la letra|"
    r"palabra por palabra|palavra por palavra|testualmente|letteralmente|parola per parola|"
    r"letterlijk|дословно)\b|原文|原话|原句|逐字|一字不[差漏改]|写的是|写着|そのまま|一字一句|그대로|원문"
)
"""The very words are asked for, or said to follow."""
_DOCUMENT_ASKED = (
    r"letters?|notes?|mails?|e-?mails?|messages?|comments?|documents?|reviews?|notices?|"
    r"announcements?|logs?|reports?|minutes|clauses?|contract|"
    r"schreiben|brief\w*|nachricht\w*|notiz\w*|bescheid\w*|dokument\w*|protokoll\w*|vermerk\w*|"
    r"lettre|courrier|courriel|note|avis|compte rendu|"
    r"carta|correo|mensaje|nota|aviso|documento|lettera|messaggio|mensagem"
)
_ASKS_FOR_WORDS = Wording(
    r"\b(?:quote|cite|read (?:me|out|back)|recite|zitier\w*|lies (?:mir )?(?:\w+ ){0,3}vor|"
    r"cite[zr]?|lis(?:ez)?[- ]moi|cita(?:r|me)?|léeme|leia|leggi(?:mi)?)\b|"
    rf"\bwhat (?:do(?:es)?|did) (?:[\w'’.-]+ ){{0,6}}?(?:{_DOCUMENT_ASKED})\b[^?\n]*"
    r"\b(?:say|read|state)|"
    r"\bwhat did \S+(?: \S+)? (?:write|say)\b|"
    rf"\bwas steht (?:im|in der|in dem|auf dem) (?:\w+ )?(?:{_DOCUMENT_ASKED})|"
    r"\bwas (?:hat|schrieb|schreibt) [^?\n]{1,40}(?:geschrieben|\?)|"
    r"\bqu['’](?:a|est-ce qu['’]?a) écrit|\bque dit (?:le|la|l['’])|\bqué dice|\bqué escribió|"
    r"(?:公告|来信|信里|邮件|消息|留言|备注|评论|通知|纪要|函件?)[^，。？?\n]{0,8}(?:怎么(?:说|写)|说(?:了)?(?:什么|啥)|写(?:了|的)?(?:什么|啥|是))|"
    r"(?:怎么写的|写了什么|念(?:一下|给我)|读(?:一下|给我听))"
)


def asks_for_words(asked: str) -> bool:
    """Say whether a user wants to be told the words that something or somebody has."""
    return LITERAL.stands_in(asked) or _ASKS_FOR_WORDS.stands_in(asked)


_PUT_FORWARD = (
    r"would|could|should|ought|must|might|suggest\w*|draft\w*|propos\w*|rewrit\w*|reply|template|"
    r"vorschlag\w*|entwurf|propuesta|borrador|proposition|brouillon|proposta|rascunho|bozza|"
    r"sollte|müsste|könnte|würde|devrait|pourrait|debería|podría|dovrebbe|deveria"
)
_TO_WRITE = (
    r"replac\w+|renam\w+|chang(?:e|ed|ing) |instead|rather than|now reads|enter|type|send|"
    r"post(?:ing)?|i(?:['’]ll| will|['’]m going to| am going to)|let me|titled|entitled|commit|"
    r"pull request|us(?:e|ing)|label(?:led)?|call(?:ed)? (?:it|this|the)|named"
)
_SUPPOSED = (
    r"if|unless|suppose\w*|imagin\w+|were|had it|expect\w*|falls|wenn|e\.g|such as|did you mean|"
    r"is it|do(?:es)? \w+ (?:\w+ )?really"
)
_OTHER_WORDS = (
    r"roughly|paraphras\w*|in other words|in short|put simply|gist|means?|meaning|meant|"
    r"effectively|basically|essentially|summar\w+|boils down|correct(?:ed|ion)|translat\w*|"
    r"sinngemäß|korrigiert|corrigé|corregid[oa]|traduc\w*|tradu[zi]\w*|übersetz\w*|auf deutsch|"
    r"auf englisch|in english|en français|en español"
)
_NOT_THERE = (
    r"search\w* (?:\w+ ){0,4}?for|searching|search terms?|look(?:ed|ing)? (?:\w+ )?(?:for|up)|"
    r"query|keywords?|gesucht|cherch[éeo]\w*|busqu[ée]|buscar|nowhere|"
    r"no (?:line|entry|mention|record|trace|such)|nothing|never|neither"
)
_OWN = (
    r"as i (?:said|told|wrote)|i (?:just |also )?(?:wrote|told|said)|recap|"
    r"i(?:['’]ve| have)? (?:also )?(?:sent|written|posted|composed|prepared|e-?mailed|messaged|"
    r"noted|recorded|added|set|put)\b[^\n]{0,60}\Z|"
    r"you (?:said|wrote|asked|told|mentioned|typed)|your (?:words?|message|request|question|answer)"
)
_DISOWNS = Wording(
    rf"\b(?:{_PUT_FORWARD}|{_TO_WRITE}|{_SUPPOSED}|{_OTHER_WORDS}|{_NOT_THERE})\b|\b(?:{_OWN})|"
    r"\blike\W*\Z|"
    r"\b(?:do(?:es)?|did|is|was|could|can|will|would)(?: not|n['’]t)\b[^,;.\n]{0,60}\Z|"
    r"\b(?:nicht|kein\w*|nirgends|nulle part|ningun\w*|en ning[úu]n)\b[^,;.\n]{0,40}\Z|"
    r"建议|草稿|拟|回复|改为|改成|大意|概括|更正|修正|译|意思|应该|应当|如果|假如|例如|而不是|没有|搜索|"
    r"查找|你说|您说|标题|下書き|提案|訂正|訳|べき|もし|例えば|ではな|要約|検索したが|"
    r"제안|초안|번역|만약|예를 들어"
)
_DISOWNS_BEHIND = Wording(
    r"\A\W*(?:(?:would|could|should|must|might|may|was meant|instead|in (?:the )?translation)\b|"
    r"and (?:found|got) (?:nothing|no)|"
    r"(?:(?:this is )?(?:a |my )?draft|not sent|entwurf|borrador|brouillon|草稿|没发|未发)\b|"
    r"(?:gave|returned|yielded|found|had) (?:no|nothing|none|0)\b|"
    r"(?:was |is |were |are )?(?:not|nowhere|never)\b|"
    r"(?:in|into|as) (?:the|your|a|my) (?:note|form|subject|ticket|mail|title|heading|field|file|"
    r"message)\b|to confirm|ist nicht|wäre|serait|sería|では?な|而不是|不(?:在|存在))"
)
_ASKED = re.compile(r"[\"”'’»“」』`*_)]*[^.!?。！？\n]{0,60}[?？]")


class Attribution(NamedTuple):
    """What the words around a quotation say of it.

    Attributes:
        is_disowned: They are nobody's, or not as they stand there.
        names_source: A source, or somebody's saying so, is named beside them.
        is_given: They are said to stand just there.
        is_literal: They are said to be the very words.
    """

    is_disowned: bool
    names_source: bool
    is_given: bool
    is_literal: bool


def attribution_of(quotation: Quotation, around: str) -> Attribution:
    """Return what the clause before a quotation, and the one behind it, say of it.

    Args:
        quotation: The quotation.
        around: Its text, with blanks for all that is quoted.
    """
    lead, tail = _lead_of(quotation, around), _tail_of(quotation, around)
    is_disowned = (
        _DISOWNS.stands_in(lead)
        or is_told_as_example(lead)
        or _DISOWNS_BEHIND.stands_in(tail)
        or _ASKED.match(around, quotation.closes) is not None
    )
    leads_on = lead if _LEADS_ON.stands_in(lead) else ""
    return Attribution(
        is_disowned,
        _NAMES_SOURCE.stands_in(lead) or _NAMES_SOURCE.stands_in(tail),
        _GIVES.stands_in(leads_on) or _GIVES.stands_in(tail),
        LITERAL.stands_in(lead) or LITERAL.stands_in(tail),
    )


def _lead_of(quotation: Quotation, around: str) -> str:
    """Return the clause before a quotation: of its line, or of the last one that holds words."""
    before = around[max(0, quotation.opens - _FAR) : quotation.opens].rstrip(" \t\n>*_-")
    line = _BLANKS.sub(" ", before.rpartition("\n")[2])
    return _SENTENCE_END.split(line)[-1][-_LEAD:]


def _tail_of(quotation: Quotation, around: str) -> str:
    """Return the words behind a quotation that go on with its sentence, or an empty string."""
    tail = _BLANKS.sub(" ", around[quotation.closes : quotation.closes + _FAR])
    if quotation.form in ("code", "lines", "tag"):
        tail = tail.lstrip("\n" + _BEHIND)
    end = _END.search(tail)
    return tail[: end.start() if end else _TAIL][:_TAIL]
