"""Words by which a clause says that a tool, a log, a record or a system holds what it tells.

The patterns are of many languages; each language knows few ways to say so.
"""

import re

from auditor.claims.second_looks import ALSO_LOOKED
from auditor.values.wording import Wording

_SYSTEM = (
    r"(?:tool|function|api|quer(?:y|ies)|look-?ups?|databases?|db|systems?|logs?|records?|"
    r"regist(?:er|ry)|scan|scanner|sensors?|monitor(?:ing)?|metrics?|data|output|response|"
    r"telemetry|backend|server)"
)
_SAYS = (
    r"(?:(?:also|now|currently|then|itself|clearly|only) )?(?:return|report|show|list|indicate|"
    r"state|record)(?:s|d|ed)\b|(?:says?|said|gives?|gave|puts?|came back)\b"
)
_SISTEMA = (
    r"(?:system|log|protokoll|datenbank|abfrage|tool|werkzeug|register|daten(?:satz)?|akte|sensor|"
    r"sistema|registros?|herramienta|base de datos|consulta|datos|ferramenta|base de dados|dados|"
    r"syst[èe]me|base(?: de données)?|journal|journaux|registre|outil|requête|données|"
    r"strumento|dati|banca dati|systeem|gegevens|databank)"
)
_ARTICLE = r"(?:(?:el|la|los|las|o|a|os|as|le|les|il|lo|i|gli|de|het) |l['’])"
_INFORMS = (
    r"(?:indica|muestra|devuelve|devolvió|registra|reporta|señala|informa|mostra|retorna|retornou|"
    r"indique|affiche|renvoie|mentionne|montre|riporta|restituisce|segnala)"
)
_XITONG = (
    r"(?:系统|系統|日志|日誌|记录|記錄|数据库|資料庫|工具|接口|查询|查詢|平台|后台|後台|监控|監控|"
    r"数据|台账|档案|传感器)"
)
_CITES = "|".join(
    (
        (
            rf"\b(?:(?:according to|as per) (?:(?:the|our|your|its|this) )?|per (?:the|our|your) )"
            rf"(?:[\w'’-]+ ){{0,2}}?{_SYSTEM}\b(?!['’]s)"
        ),
        rf"[(（](?:source: |(?:from|per|in) )(?:the )?(?:[\w'’-]+ ){{0,2}}?{_SYSTEM}[)）]",
        rf"\b(?:the|our|your|its) (?:[\w'’-]+ )?{_SYSTEM} (?:{_SAYS})",
        r"\bcame back (?:as|with|at)\b",
        (
            r"\b(?:recorded|listed|logged|shown|stored|on file|noted) in (?:the|our|your) "
            rf"(?:[\w'’-]+ )?{_SYSTEM}\b"
        ),
        rf"\b(?:laut|gemäß) (?:(?:de[mrsn]|unsere[mr]|einem) )?(?:[\w-]+ )?{_SISTEMA}",
        r"\bim (?:system|log|protokoll|register) (?:ist|sind|steh\w+|find\w+|wird|werden)\b",
        (
            rf"\b(?:das|die|der) {_SISTEMA} (?:zeigt|meldet|nennt|liefert|ergab|gibt|führt|weist|"
            r"verzeichnet)"
        ),
        (
            r"\b(?:según|segundo|conforme|de acordo com|de acuerdo con|d['’]après|selon|secondo|"
            rf"volgens) {_ARTICLE}?{_SISTEMA}\b"
        ),
        (
            r"\b(?:en|no|na|dans|nel|nella) (?:(?:el|la|le|les) )?(?:sistema|registro|système|"
            r"registre|base|journal) (?:figura|consta|aparece|figure|apparaît|risulta|compare)"
        ),
        rf"\b{_ARTICLE}{_SISTEMA} {_INFORMS}",
        r"σύμφωνα με (?:(?:το|τα|την|τον|τις) )?(?:σύστημα|αρχε[ίι]|μητρώο|δεδομένα|βάση)",
        r"(?:согласно|по данным) (?:систем|журнал|баз|лог|реестр)",
        r"(?:система|журнал|лог|база|реестр) (?:показыва|показал|сообщ|верну|выда)",
        r"в системе (?:указан|числ|значит)",
        r"(?:według|zgodnie z) (?:system|dany|baz|rejestr|log)",
        r"(?:sisteme|kayıtlara|verilere) göre",
        (
            rf"{_XITONG}[里中上]?(?:结果|結果)?[也还還均里中上]?"
            r"(?:显示|顯示|记录|記錄|返回|提示|记载|標示|标注|登记)"
        ),
        rf"(?:根据|根據|按照|据)[^，。、;；\d]{{0,6}}{_XITONG}",
        (
            r"(?:システム|ログ|記録|データベース|ツール|台帳|カルテ)(?:の記録)?"
            r"(?:に(?:よると|よれば|は)|では|上は|の値)"
        ),
        (
            r"(?:시스템|로그|기록|데이터베이스|도구|데이터|조회 결과)"
            r"(?:에 따르면|상으로는|상|에는|의 값|에 의하면)"
        ),
        r"(?:وفق[اً]*|بحسب|حسب) ?(?:لل?|ال)?(?:نظام|سجل|بيانات)",
    )
)
CITES = Wording(f"{_CITES}|{ALSO_LOOKED}")
"""A source is named, or a further look of the model's own."""

_AS_SAYS = r"\b(?:according to|as per|laut|gemäß|según|segundo|selon|d['’]après|secondo|volgens) "
_MAY_NAME = Wording(_AS_SAYS)
_BY_NAME = re.compile(
    rf"{_AS_SAYS}(?:(?:the|our|de[mrsn]) |{_ARTICLE})?([^\W\d_]{{4,}})",
    re.IGNORECASE,
)


def source_named(words: str) -> str:
    """Return what words name as their source, which may be a tool (`laut Grundbuch`), or ""."""
    named = _BY_NAME.search(words) if _MAY_NAME.stands_in(words) else None
    return named[1] if named else ""


OTHERWISE = Wording(
    r"\b(?:if|unless|suppose|assuming|example|e\.g|typical\w*|usual\w*|general\w*|approx\w*|"
    r"roughly|about|around|nearly|almost|some|estimat\w*|averag\w*|mean|median|totals?|sum|"
    r"difference|share|ratio|calculat\w*|comput\w*|equals?|i\.e|overall|altogether|combined|"
    r"comes? to|amounts? to|circa|etwa|rund|ungefähr|knapp|gut|durchschnitt\w*|insgesamt|zusammen|"
    r"unos|cerca|aprox\w*|promedio|total|media|média|environ|moyenne|somme)\b|"
    r"\d ?[×*+÷=^≈] ?[$€£]?\d|\d / [$€£]?\d|[≈~]|[约約약] ?\d|大约|大概|估计|平均|均值|"
    r"合[计計]|[总共]计|通常|一般|およそ|평균|합계"
)
"""A figure is derived, estimated or meant in general."""

AGE = re.compile(
    r"[ -]?(?:days?|weeks?|months?|years?|yrs?|hours?|minutes?|mins?|tagen?|wochen?|monaten?|"
    r"jahren?|stunden?|minuten|días|semanas|meses|años|horas|dias|anos|jours|semaines|mois|ans|"
    r"heures|giorni|settimane|mesi|anni|ore|дн\w+|недел\w+|месяц\w*|лет|год\w*|час\w*)\b|"
    r" ?(?:天|日[前間]|周|個月|个月|年|小时|小時|分钟|週間|か月|ヶ月|時間|歳|岁|일|주|개월|년|"
    r"시간|세)",
    re.IGNORECASE,
)
"""How old something is, or how long it lasts, depends on a day that nobody need have told."""
