"""Sentences that tell of a new look where no subject and verb in English or Chinese do.

Those in English without a subject ("Just refreshed it", "Checked it again"), and those in other
languages. The latter, and repeated calls, count only where the user asked for a new look: whoever
is asked to think it over again may say that he checked again, too.
"""

import re
from collections.abc import Iterator

from stringzilla import find

from auditor.values.wording import late

_SIGNS = (
    b"efreshed ",
    b"epeated ",
    b"again",
    b"e-",
    b"eread ",
    b"epolled ",
    b"equeried ",
    b"echecked ",
)
_REPEATED = "epeated"
_ANEW = re.compile(
    r"(?:^|(?<=[.!?] )|(?<=\n))(?:(?:[Jj]ust|[Nn]ow|OK|Okay|Done)[,:]? )?"
    r"(?:(?:[Rr]e-?(?:checked|read|queried|polled)|[Rr]efreshed) "
    r"(?:it|them|that|this|just now|now|again|(?:the|your) (?!(?:\w+ )?(?:draft|text|summary|list|"
    r"wording|copy|cv|resume|plan|letter|page|code|file|docs?|table)\b)[a-z]+)|"
    r"[Rr]epeated (?:the|that|this|my) (?:same )?(?:call|query|look-?up|search|check|request)|"
    r"(?:[Cc]hecked|[Qq]ueried|[Ll]ooked) (?:it |them |that |this )?(?:up )?again)\b"
)
_LATIN_SIGNS = (
    b"rneut", b"och einmal", b"nochmal", b"nouveau", b"vuelto a ", b" de nuevo", b"otra vez",
    b"de novo", b"novamente", b"outra vez", b"ricontroll", b"di nuovo", b"nuovamente", b"tekrar ",
    b"ponownie", b"jeszcze raz", b"opnieuw",
)  # fmt: skip
_OTHER_SIGNS = tuple(
    sign.encode()
    for sign in (
        "다시", "재확인", "재조회", "재점검", "재검색",
        "再度", "再び", "再確認", "再検索", "再照会", "もう一度", "改めて",
        "revérifié", "volví a ", "ещё раз", "еще раз", "снова", "повторно", "перепровер",
        "مرة أخرى", "مجدد",
    )
)  # fmt: skip
_NEAR = r"[^.;!?\n]{0,30}?"
_GERMAN = (
    r"geprüft|abgefragt|abgerufen|nachgesehen|nachgeschaut|überprüft|kontrolliert|gecheckt|"
    r"gecontroleerd|nagekeken|opgevraagd"
)
_SPANISH = r"revisado|comprobado|consultado|verificado|revisé|comprobé|consulté|verifiqué"
_ELSEWHERE = late(
    r"(?:다시|재차|한 ?번 더) ?(?:한 ?번 )?(?:\S{1,8} ){0,2}?(?:확인|조회|검색|점검|체크)[을를]? ?"
    r"(?:했|해 ?봤|해 ?보았|해 ?드렸|완료했|하였)|"
    r"재(?:확인|조회|점검|검색)(?:을|를)? ?(?:했|해 ?봤|하였|완료)|"
    r"(?:再度|再び|もう一度|改めて)[^。\n]{0,12}?(?:確認|検索|照会|チェック|取得|調べ)を?"
    r"(?:し|いたし|て|てみ)?(?:まし)?た|再(?:確認|検索|照会|取得|チェック)を?(?:し|いたし)(?:まし)?た|"
    rf"\b(?:ich habe|habe ich|ik heb|heb ik) {_NEAR}\b(?:erneut|noch ?einmal|nochmals?|opnieuw) "
    rf"{_NEAR}\b(?:{_GERMAN})|^(?:Gerade |Soeben )?(?:Erneut|Nochmals?|Noch einmal) (?:{_GERMAN})|"
    rf"\bj['’]ai (?:revérifié|reconsulté|recontrôlé|(?:vérifié|consulté|contrôlé|interrogé) {_NEAR}"
    r"(?:à|de) nouveau|(?:à|de) nouveau (?:vérifié|consulté|contrôlé|interrogé))|"
    r"\b(?:he vuelto a|volví a) (?:consultar|comprobar|verificar|revisar|buscar)|"
    rf"\b(?:{_SPANISH}) {_NEAR}(?:de nuevo|otra vez|nuevamente)|"
    rf"\b(?:verifiquei|consultei|conferi|chequei) {_NEAR}(?:de novo|novamente|outra vez)|"
    rf"\bho (?:ricontrollato|(?:controllato|verificato|consultato) {_NEAR}(?:di nuovo|nuovamente))|"
    r"(?:ещё раз|еще раз|снова|повторно) (?:проверил|посмотрел|запросил)|"
    r"(?:проверил|посмотрел|запросил)а? [^.;!?\n]{0,15}?(?:ещё раз|еще раз|снова|повторно)|"
    r"\bперепроверил|\b(?:ponownie|jeszcze raz) sprawdził|"
    r"sprawdził[ea]m [^.;!?\n]{0,15}?(?:ponownie|jeszcze raz)|"
    r"\btekrar (?:kontrol ettim|baktım|sorguladım)|"
    r"(?:تحققت|راجعت|فحصت|استعلمت)[^.؟!\n]{0,20}?(?:مرة أخرى|مجدد)",
    re.IGNORECASE | re.MULTILINE,
)
_BEFORE = 40
_UNREAL = late(
    r"\b(?:nicht|nie|wenn|falls|sobald|nachdem|no|non|não|ne|pas|n['’]ai|si|se|cuando|quando|quand|"
    r"niet|als|не|если|когда|jeśli|eğer)\b",
    re.IGNORECASE,
)
_OF_WORDS = late(
    r"번역|문장|글[을이]|초안|계산|코드|답변|맞춤법|計算|文章|翻訳|下書き|コード|回答|"
    r"\b(?:rechnung|text|entwurf|code|übersetzung|calcul|texte|brouillon|traduction|cálculo|texto|"
    r"borrador|código|traducción|rascunho|tradução|calcolo|testo|bozza|traduzione|перевод\w*|"
    r"текст\w*|расч[её]т\w*|tekst\w*|metn\w*)\b",
    re.IGNORECASE,
)
_AGAIN = late(
    r"다시|재확인|재조회|한 ?번 더|もう一度|再度|再確認|改めて|مرة أخرى|مجدد|"
    r"\b(?:erneut|noch ?(?:ein)?mal\w*|wieder|"
    r"encore une fois|(?:à|de) nouveau|re(?:vérifie|consulte|contrôle)\w*|otra vez|de nuevo|"
    r"vuelve a|nuevamente|de novo|outra vez|novamente|di nuovo|ancora una volta|ricontroll\w+|"
    r"ещ[её] раз|снова|повторно|перепровер\w+|ponownie|jeszcze raz|opnieuw|nog (?:een )?keer|"
    r"tekrar|bir daha)\b",
    re.IGNORECASE,
)
_LOOK = late(
    r"확인|조회|점검|검색|체크|봐|確認|調べ|検索|照会|チェック|見て|prüf|check|schau|nachseh|abfrag|"
    r"abruf|kontrollier|vérifi|regard|consult|contrôl|comprueb|comprob|verifi|revis|mira\b|confer|"
    r"olh[ae]|controll|guarda|провер|посмотр|глян|sprawd|kijk|kontrol|\bbak\b|تحقق|افحص|راجع",
    re.IGNORECASE,
)


def may_tell_anew(raw: bytes) -> bool:
    """Say whether a text may hold such a sentence.

    Args:
        raw: Words of the model in UTF-8.
    """
    return any(find(raw, sign) >= 0 for sign in _SIGNS) or _may_elsewhere(raw)


def _may_elsewhere(raw: bytes) -> bool:
    if any(find(raw, sign) >= 0 for sign in _LATIN_SIGNS):
        return True
    return not raw.isascii() and any(find(raw, sign) >= 0 for sign in _OTHER_SIGNS)


def new_looks(text: str) -> Iterator[tuple[int, bool]]:
    """Yield a place in each such sentence of a text, and whether it counts whatever was asked."""
    raw = text.encode(errors="surrogatepass")
    if may_tell_anew(raw):
        for anew in _ANEW.finditer(text):
            # Whoever tells what he did before says that he repeated a search, too.
            yield anew.end() - 1, _REPEATED not in anew[0]
    if _may_elsewhere(raw):
        for anew in _ELSEWHERE.finditer(text):
            before = text[max(0, anew.start() - _BEFORE) : anew.start()].rpartition("\n")[2]
            if not _UNREAL.search(before + anew[0]) and not _OF_WORDS.search(before + anew[0]):
                yield anew.end() - 1, False


def asks_anew(text: str) -> bool:
    """Say whether a user asks for a new look, in one of these languages, and not at mere words."""
    return bool(_AGAIN.search(text) and _LOOK.search(text) and not _OF_WORDS.search(text))
