"""Looks told by their noun: "the lookup of A-1 is done", "Die Abfrage zu A-1 ist gelaufen".

The noun alone says nothing, and neither does what is asked, planned or denied: it takes a word by
which the look is over. One that is told as the second or a fresh one was made anew.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.values.one_pass import sign_anywhere
from auditor.values.wording import late

_OF = r"(?:[^.;,:!?。！？\n]|[.:](?=\S)){1,80}?"
_NEAR = r"(?:[^.;,!?。！？\n]|[.](?=\S)){0,30}?"
_ANEW = r"(?P<{}>{})?\s?"
# Searches, checks, scans and phone calls of the world are none, unless one asked for a second.
_ENGLISH = (
    r"\b(?:(?P<anew>(?:second|third|another|fresh|new|repeat(?:ed)?|renewed|further) (?:[\w-]+ )?"
    r"(?:look-?up|query|fetch|retrieval|check|search|call|scan|run))|look-?up|query|fetch|retrieval)"
    rf" (?:of|on|for|about|against) {_OF}\b(?P<over>done|completed?|finished|made|ran|run|executed|"
    r"performed|carried out|went through|came back|succeeded)\b"
)
_GERMAN = (
    rf"\b{_ANEW.format('anew_de', 'erneute|zweite|nochmalige|neue|weitere')}"
    r"(?:abfrage|(?:über)?prüfung|suche|recherche|aufruf|abruf|kontrolle|lookup|check)\b "
    rf"{_OF}\b(?:ist|sind|wurde|war|lief) {_NEAR}\b(?P<over_de>gelaufen|durchgelaufen|durch|"
    r"erfolgt|erledigt|abgeschlossen|durchgeführt|ausgeführt|gemacht|fertig|beendet)\b"
)
_DUTCH = (
    rf"\b{_ANEW.format('anew_nl', 'tweede|nieuwe|hernieuwde')}"
    rf"(?:zoekopdracht|opvraging|raadpleging|controle|zoekactie) {_OF}\b(?:is|werd) {_NEAR}"
    r"\b(?P<over_nl>gedaan|uitgevoerd|voltooid|afgerond|klaar)\b"
)
_FRENCH = (
    rf"\b{_ANEW.format('anew_fr', 'deuxième|seconde|nouvelle')}"
    r"(?:requête|recherche|consultation|interrogation|vérification|contrôle) "
    rf"{_OF}\b(?:a (?:bien |déjà )?été|est) (?:bien |déjà )?"
    r"(?P<over_fr>fait|effectué|lancé|terminé|exécuté|réalisé|mené|passé)e?\b"
)
_SPANISH = (
    rf"\b{_ANEW.format('anew_es', 'segunda|nueva')}"
    rf"(?:consulta|búsqueda|comprobación|verificación|revisión) {_OF}"
    r"\b(?:ya )?(?:fue|ha sido|está|quedó) (?:ya )?"
    r"(?P<over_es>hecha|realizada|ejecutada|terminada|completada|efectuada|finalizada|lista)\b"
)
_PORTUGUESE = (
    rf"\b{_ANEW.format('anew_pt', 'segunda|nova')}"
    rf"(?:verificação|consulta|pesquisa|busca|checagem|conferência) {_OF}"
    r"\b(?:já )?(?:foi|está|ficou) (?:já )?"
    r"(?P<over_pt>feita|realizada|executada|concluída|efetuada|terminada|pronta)\b"
)
_ITALIAN = (
    rf"\b{_ANEW.format('anew_it', 'seconda|nuova')}"
    rf"(?:interrogazione|ricerca|verifica|consultazione|controllo) {_OF}"
    r"\bè (?:già )?(?:stat[oa] )?"
    r"(?P<over_it>fatt|eseguit|effettuat|completat|conclus|terminat)[oa]\b"
)
_RUSSIAN = (
    rf"\b{_ANEW.format('anew_ru', 'повторн[а-я]+|втор[а-я]+|нов[а-я]+')}"
    rf"(?:запрос|проверка|поиск|сверка) {_OF}\b(?:был[ао]? |уже )*"
    r"(?P<over_ru>выполнен|сделан|заверш[её]н|провед[её]н)[а-я]*"
)
_JAPANESE = (
    r"(?P<anew_ja>再|二度目の|2 ?回目の|新たな)?"
    r"(?:照会|確認|検索|チェック|調査|取得|問い合わせ|呼び出し)"
    r"(?:は|も|が|を|の方は)?(?:すでに|既に|もう|無事)?"
    r"(?P<over_ja>済ん(?=で)|済み|終わ(?=っ|り)|終え|完了(?=し[てま]|で|済)|"
    r"実施し(?=[てま])|行いまし|行って(?=おり|あり))"
    r"(?![^、。\n]{0,10}(?:ません|ない|なかった|たら|れば|次第|場合|か[。?？]))"
)
_KOREAN = (
    r"(?P<anew_ko>재|두 번째 |새 )?(?:조회|확인|검색|점검|체크|호출)(?:은|는|이|가|도|을|를)? ?"
    r"(?:이미 |모두 |벌써 )?(?P<over_ko>끝났|완료(?:했|됐|되었|하였)|마쳤)(?!습니까)"
)
_ALL = (
    _ENGLISH, _GERMAN, _DUTCH, _FRENCH, _SPANISH, _PORTUGUESE, _ITALIAN, _RUSSIAN, _JAPANESE,
    _KOREAN,
)  # fmt: skip
_TOLD = late("|".join(_ALL), re.IGNORECASE)
_MAY_TELL = sign_anywhere(f"(?i){_TOLD.pattern}")
_UNREAL_ABROAD = late(
    r"\b(?:nicht|noch|kein\w*|wenn|falls|sobald|niet|geen|nog|pas|si|aucun\w*|quand|lorsque|no|sin|"
    r"cuando|não|sem|se|quando|caso|ainda|non|senza|ancora|не|если|когда|ещё|nunca)\b|"
    r"まだ|たら|れば|場合|もし|아직|안 |못 |(?:면|경우)[, ]",
    re.IGNORECASE,
)
# Longer words may tell of looks at what they hold.
_QUESTION = 300
_ASKED_BEHIND = re.compile(r"[^.!?。！？\n]{0,80}[?？]")


class LookByNoun(NamedTuple):
    """A look that is told by its noun.

    Attributes:
        place: A place in the words that tell it.
        over: The word by which it is over, in small letters.
        is_anew: It is told as a second, a new or a fresh one.
    """

    place: int
    over: str
    is_anew: bool


def may_tell_by_noun(text: str) -> bool:
    """Say whether a text may tell of a look by its noun."""
    return _MAY_TELL(text)


def looks_by_noun(text: str) -> Iterator[LookByNoun]:
    """Yield the looks that a text tells of by their nouns."""
    if not _MAY_TELL(text):
        return
    for told in _TOLD.finditer(text):
        if _UNREAL_ABROAD.search(told[0]) or _ASKED_BEHIND.match(text, told.end()):
            continue
        said = {name: one for name, one in told.groupdict().items() if one}
        over = next(one for name, one in said.items() if name.startswith("over"))
        is_anew = any(name.startswith("anew") for name in said)
        yield LookByNoun(told.end() - 1, over.casefold(), is_anew)


def tells_himself(told: LookByNoun, asked: str) -> bool:
    """Say whether a user tells that a look is over, or gave more than a question."""
    over = rf"(?<![a-z]){re.escape(told.over)}(?![a-z])"
    return len(asked) > _QUESTION or re.search(over, asked.casefold()) is not None
