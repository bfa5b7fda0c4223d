"""Words by which a model says in other languages that it made a call, or that it made none.

German, French, Spanish, Italian, Portuguese, Dutch, Japanese and Korean. Only what is said of the
past in the first person counts; Japanese and Korean leave the subject out, so that there nobody
else may stand in its place.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from auditor.values.one_pass import in_one_pass
from auditor.values.wording import late

_GAP = r"[^.;:!?\n]|[.:](?=\S)"
_OBJECT = rf"(?P<object>(?:{_GAP}){{0,100}}?)"
_BEHIND = rf"(?P<object>(?:{_GAP}){{1,100}})"
_GERMAN = (
    r"(?:(?P<query>aufgerufen|abgefragt|abgerufen|nachgeschlagen|ausgeführt|durchsucht|gesucht|"
    r"angefragt)|(?P<glance>geprüft|überprüft|nachgesehen|nachgeschaut|kontrolliert|gecheckt|"
    r"eingesehen|verifiziert))"
)
_DUTCH = (
    r"(?:(?P<query>aangeroepen|opgevraagd|opgezocht|uitgevoerd|geraadpleegd|gezocht)|"
    r"(?P<glance>gecontroleerd|nagekeken|bekeken|geverifieerd))"
)
_FRENCH = (
    r"(?:(?P<query>appelé|interrogé|exécuté|lancé|invoqué|recherché|récupéré|consulté)|"
    r"(?P<glance>vérifié|contrôlé|examiné|regardé))"
)
_SPANISH = (
    r"(?:(?P<query>llamado|consultado|ejecutado|invocado|buscado|usado|utilizado)|"
    r"(?P<glance>revisado|comprobado|verificado))"
)
_SPANISH_PAST = (
    r"(?:(?P<query>llamé|consulté|ejecuté|invoqué|busqué)|(?P<glance>revisé|comprobé|verifiqué))"
)
_ITALIAN = (
    r"(?:(?P<query>chiamato|consultato|eseguito|interrogato|cercato|invocato|lanciato|usato|"
    r"utilizzato)|(?P<glance>controllato|verificato))"
)
_PORTUGUESE = (
    r"(?:(?P<query>chamei|consultei|executei|pesquisei|busquei|invoquei|usei|utilizei)|"
    r"(?P<glance>verifiquei|conferi|chequei))"
)
_JUST_NOW = (
    r"(?:\bacab(?:ei|o|amos) de (?:(?P<query>consultar|pesquisar|buscar|executar|ejecutar|chamar|"
    r"llamar|invocar)|(?P<glance>verificar|conferir|checar|comprobar|revisar)))"
)
_JUST_NOW_FRENCH = (
    r"\bje viens (?:tout juste |juste )?d(?:e |['’])(?:(?P<query>consulter|interroger|appeler|"
    r"exécuter|lancer|rechercher)|(?P<glance>vérifier|contrôler|examiner))"
)
_JAPANESE = (
    r"(?:(?P<query>呼び出し|実行し|照会し|検索し|調べ|取得し)|(?P<glance>確認し|チェックし))"
)
_KOREAN = r"(?:(?P<query>호출|조회|검색|실행)|(?P<glance>확인|점검|체크))"
_WIDE = r"(?P<object>[^。！？\n]{1,100}?)"
_ADVERBS = r"(?:\w{2,14} ){0,2}?"
_CLAIMS = (
    late(rf"\b(?:ich habe?|habe? ich) {_OBJECT}\b{_GERMAN}(?! (?:werden|worden))\b", re.IGNORECASE),
    late(rf"\b(?:ik heb|heb ik) {_OBJECT}\b{_DUTCH}\b", re.IGNORECASE),
    late(rf"\bj['’]ai {_ADVERBS}{_FRENCH}e?s?\b{_BEHIND}", re.IGNORECASE),
    late(rf"\b(?:he|hemos) (?:ya )?{_SPANISH}\b{_BEHIND}", re.IGNORECASE),
    late(rf"(?<!\w){_SPANISH_PAST}(?!\w){_BEHIND}", re.IGNORECASE),
    late(rf"\bho {_ADVERBS}{_ITALIAN}\b{_BEHIND}", re.IGNORECASE),
    late(rf"\b{_PORTUGUESE}\b{_BEHIND}", re.IGNORECASE),
    late(rf"{_JUST_NOW}\b{_BEHIND}", re.IGNORECASE),
    late(rf"{_JUST_NOW_FRENCH}\b{_BEHIND}", re.IGNORECASE),
    late(
        rf"{_WIDE}[をにでは]? ?{_JAPANESE}(?:て(?:み|い)?)?(?:まし)?"
        r"(?:た(?!ら)|、[^。\n]{0,20}?し(?:まし)?た)"
    ),
    late(rf"{_WIDE}[을를]? ?{_KOREAN}[을를]? ?(?:했|하였|해 ?봤|해 ?보았|해 ?드렸|완료)"),
)
_NO_CLAIM = late(
    r"\b(?:nicht|kein\w*|nie|niemals|noch|wenn|falls|sobald|bevor|ob|wäre|würde|hätte|niet|geen|als|"
    r"ne|n['’]\w+|pas|jamais|aucun\w*|si|quand|lorsque|avant|nunca|jamás|no|cuando|antes|sin|non|"
    r"mai|se|quando|prima|senza|não|caso|sem)\b|"
    r"もし|なければ|(?:たら|れば|場合|なら)[、 ]|(?:様|さん|ユーザー|担当者|相手)[がは]|まだ|"
    r"(?:면|경우)[, ]|(?:고객|사용자|님|담당자)(?:이|가|께서)|아직|안 ",
    re.IGNORECASE,
)
_ASKED_BEHIND = re.compile(r"[^.。;!！\n]{0,60}?(?:[?？]|ましたか|でしょうか|까요|나요)")
_OF_WORDS = late(
    r"\b(?:text|entwurf|übersetzung|rechnung|berechnung|formulierung|texte|brouillon|traduction|"
    r"calcul|texto|borrador|traducción|cálculo|rascunho|tradução|testo|bozza|traduzione|calcolo|"
    r"tekst|vertaling|berekening)\b|文章|翻訳|下書き|計算|번역|문장|초안|계산",
    re.IGNORECASE,
)
_MADE_DE = r"(?:aufgerufen|abgefragt|abgerufen|nachgeschlagen|ausgeführt|verwendet|benutzt|genutzt)"
_NOT_MADE = (
    late(
        rf"\b(?:ich habe?|habe? ich) {_OBJECT}\b(?:nicht|nie|niemals) {_MADE_DE}\b", re.IGNORECASE
    ),
    late(
        rf"\b(?:ik heb|heb ik) {_OBJECT}\b(?:niet|nooit) "
        r"(?:aangeroepen|opgevraagd|opgezocht|uitgevoerd|geraadpleegd|gebruikt)\b",
        re.IGNORECASE,
    ),
    late(
        r"\bje n['’]ai (?:pas|jamais) (?:appelé|consulté|interrogé|utilisé|exécuté|invoqué)\b"
        rf"{_BEHIND}",
        re.IGNORECASE,
    ),
    late(
        r"\b(?:(?:no|nunca) (?:he )?(?:llamado|consultado|ejecutado|invocado|usado|utilizado)|"
        r"(?:no|nunca) (?:llamé|consulté|ejecuté|invoqué|usé|utilicé))(?!\w)" + _BEHIND,
        re.IGNORECASE,
    ),
    late(
        r"\bnon ho (?:mai )?(?:chiamato|consultato|eseguito|interrogato|invocato|usato|"
        rf"utilizzato)\b{_BEHIND}",
        re.IGNORECASE,
    ),
    late(
        rf"\b(?:não|nunca) (?:chamei|consultei|executei|invoquei|usei|utilizei)\b{_BEHIND}",
        re.IGNORECASE,
    ),
    late(
        r"(?P<object>[^。！？\n]{1,100}?)[をはも]? ?"
        r"(?:呼び出し|実行し|照会し|検索し|使用し|調べ|使っ|取得し)て?(?:い|おり)?(?:ません(?:でした)?|ない)"
    ),
    late(
        r"(?P<object>[^。！？\n]{1,100}?)[을를은는도]? ?(?:호출|조회|검색|실행|사용)(?:을|를)? ?"
        r"(?:하지 ?않았|하지 ?못했|안 ?했|한 적이? ?없)"
    ),
)
_FREE = rf"(?P<object>(?:{_GAP}){{0,100}})"
_NO_LOOKS = late(
    r"\b(?:keine?n?|aucune?|ninguna|nenhuma|nessuna|geen) (?:abfrage|suche|anfrage|aufruf|"
    r"requête|recherche|consultation|consulta|búsqueda|llamada|pesquisa|busca|ricerca|"
    rf"interrogazione|chiamata|zoekopdracht)\b{_FREE}|"
    rf"\b(?:wurden?|worden?) (?:nicht|nie|niemals|niet|nooit) (?:{_MADE_DE}|opgevraagd|"
    r"opgezocht|geraadpleegd)\b|"
    r"\bn['’]a (?:pas|jamais) été (?:consulté|interrogé|appelé|recherché)e?s?(?!\w)|"
    r"\b(?:no|nunca) (?:se )?(?:fue |ha sido )?(?:consultó|consultad[oa]|llamad[oa])(?!\w)|"
    r"\b(?:não|nunca) (?:foi|fui) (?:consultad|pesquisad|chamad)[oa]\b|"
    r"\bnon è (?:mai )?stat[oa] (?:consultat|interrogat|chiamat)[oa]\b",
    re.IGNORECASE,
)
_LIMITED = late(
    r"\b(?:noch|sonst|ander\w*|weiter\w*|erneut|nochmals?|mehr|seit|bevor|außer|nur|heute|diesmal|"
    r"direkt|selbst|wenn|falls|opnieuw|meer|sinds|encore|autres?|nouveau|sauf|depuis|avant|fois|"
    r"directement|si|todavía|aún|otr[oa]s?|más|salvo|nuevo|hasta|hoy|directamente|ancora|altr[oiae]|"
    r"nuovo|tranne|prima|oggi|direttamente|ainda|outr[oa]s?|novamente|exceto|antes|hoje|"
    r"(?<!no )se)\b|"
    r"まだ|再|もう一度|改めて|他の|別の|今回|今日|以外|直接|もし|아직|다시|다른|이번|오늘|외에|직접|만약",
    re.IGNORECASE,
)
_ELSE = r"[,，、;；]|\s(?:sondern|aber|mais|sino|pero|ma|mas|maar)\b"
_END = re.compile(_ELSE, re.IGNORECASE)
_STOP = re.compile(r"[.;:!?。\n]")
_REACH = 60
_PARTICLES = re.compile(
    r"\b(?:für|mit|zu|über|die|der|das|den|dem|des|pour|avec|sur|le|la|les|l['’]|de|du|para|con|"
    r"sobre|el|los|las|a|al|del|per|su|il|lo|di|por|com|o|as|os|voor|met|het|im|in|dans|en|"
    r"tool|werkzeug|funktion|outil|fonction|herramienta|función|strumento|ferramenta|bestellung|"
    r"commande|pedido|ordine|buchung|réservation|reserva|prenotazione|gab|es|wurden?|gemacht|"
    r"gestellt|durchgeführt|ausgeführt|n['’]a|ne|été|faite|effectuée|lancée|no|se|hizo|ha|hecho|"
    r"realizó|hubo|foi|feita|não|houve|non|è|stata|fatta|sobre|zur?|nach|von|nein|non|sur)\b|"
    r"いいえ|はい|について|に対して|に関して|私は|私|では|を|は|に|の|も|で|"
    r"아니요|저는|에 대해|에 대한|"
    r"을|를|은|는|도|[「」`]",
    re.IGNORECASE,
)
_LATIN_PASTS = in_one_pass(
    "(?:[Hh]abe?|[Hh]eb) |[Jj]['’]ai |[Jj]e n['’]ai |lamado|nsulta|jecut[aéeo]|nvoca|uscado|"
    "nsultei|nsultó|bfrage|equête|echerche|icerca|esquis|urde|urden|onsulté|"
    "evisad|omprobad|erificad|lamé|nsulté|nvoqu|usqué|evisé|omprobé|erifiqu|hiamato|seguito|"
    "nterrogato|ercato|ontrollato|erificato|hamei|squisei|usquei|onferi|hequei|sado |"
    "zado |usei|zei |cabei de |cabo de |cabamos de |viens (?:tout |juste )?"
)
_WIDE_PASTS = ("した", "せん", "ない", "했", "않았", "없", "완료", "하였")


class LookAbroad(NamedTuple):
    """A clause that tells of a look of the model's own.

    Attributes:
        start, end: The clause in its text, up to the verb at least.
        sort: As in a `Phrase`.
        verb: As written.
        object: What stands between the subject and the verb, or behind it.
    """

    start: int
    end: int
    sort: Literal["query", "glance"]
    verb: str
    object: str


def may_speak_abroad(text: str) -> bool:
    """Say whether words of the model may speak of a call in one of these languages."""
    if _LATIN_PASTS(text):
        return True
    return not text.isascii() and any(word in text for word in _WIDE_PASTS)


def looks_abroad(text: str) -> Iterator[LookAbroad]:
    """Yield the clauses of a text that tell of a look; questions, conditions, plans are none."""
    for pattern in _CLAIMS:
        for said in pattern.finditer(text):
            start, done = said.span()
            before = _STOP.split(text[max(0, start - _REACH) : start])[-1]
            words = (
                said[0] if said.end("object") < done else said[0][: said.start("object") - start]
            )
            if _NO_CLAIM.search(before + words) or _OF_WORDS.search(said[0]):
                continue
            if not _ASKED_BEHIND.match(text, done):
                sort: Literal["query", "glance"] = "query" if said["query"] else "glance"
                yield LookAbroad(start, done, sort, said[sort], said["object"])


def denials_abroad(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each clause of a text that denies a call, and what it says that the call was of."""
    yield from _no_looks(text)
    for pattern in _NOT_MADE:
        for denied in pattern.finditer(text):
            start, end = denied.span()
            said = denied["object"]
            if denied.end("object") == end:
                said = _END.split(said)[0]
                end = denied.start("object") + len(said)
            else:
                before = _END.split(_STOP.split(text[max(0, start - _REACH) : start])[-1])[-1]
                said = f"{before} {_END.split(said)[-1]}"
            if not _LIMITED.search(text[start:end]) and not _ASKED_BEHIND.match(text, end):
                yield start, end, _PARTICLES.sub(" ", said)


def _no_looks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield clauses that deny a look by its noun, or in the passive, as `denials_abroad` does."""
    for denied in _NO_LOOKS.finditer(text):
        place, done = denied.span()
        before = _END.split(_STOP.split(text[max(0, place - _REACH) : place])[-1])[-1]
        behind = _END.split(_STOP.split(text[denied.end() : denied.end() + _REACH])[0])[0]
        told = denied["object"]
        if told is not None:
            behind = _END.split(told)[0]
            done = denied.start("object")
        start, end = place - len(before), done + len(behind)
        if not _LIMITED.search(text[start:end]) and not _ASKED_BEHIND.match(text, end):
            yield start, end, _PARTICLES.sub(" ", f"{before} {behind}")
