"""Whether the user asks for something made up: a story, a test case, sample records, a game.

What such a text tells was never looked up, and nobody takes it for a record. Whoever asks for the
test data, or for what a test came to, may mean real ones: only a verb of making, or `a`, says not.
"""

from functools import lru_cache

from auditor.values.wording import Wording

_MAKES = (
    r"write|draft|create|compose|generate|make|produce|prepare|think of|come up with|design|"
    r"schreib\w*|erstell\w*|entwirf|generier\w*|mach\w*|écri\w*|rédige\w*|crée\w*|génère\w*|"
    r"escrib\w*|redact\w*|crea\w*|genera\w*|haz\w*|cri[ea]\w*|escrev\w*|ger[ea]\w*|faça|scriv\w*|"
    r"prepara\w*"
)
_GIVES = (
    r"give|tell|show|send|need|want|like|have|can i get|gib\w*|erzähl\w*|zeig\w*|brauch\w*|"
    r"donne\w*|montre\w*|raconte\w*|dame|dime|cuénta\w*|necesito|muéstra\w*|d[êá]\w*|conta\w*|"
    r"dammi|racconta\w*"
)
_ONE = (
    r"(?:(?:me|us|mir|uns|mi|-?moi|-?nous)\W+)?(?:an?|some|another|ein\w*|une?|un[ao]?|des|unos?)"
)
_TALES = (
    r"(?:stor(?:y|ies)|tale|poem|novel|fable|limerick|haiku|joke|riddle|quiz\w*|word problem|"
    r"geschichte|gedicht|märchen|witz|rätsel|textaufgabe|histoire|poème|conte|blague|devinette|"
    r"cuento|historia|poema|chiste|adivinanza|história|piada|storia|racconto|poesia|barzelletta)"
    r"[sn]?(?! points?)"
)
_DATA = r"(?:data|records?|rows?|entr(?:y|ies)|text|e?-?mails?|orders?|invoices?|customers?|users?)"
_SAMPLES = (
    r"(?:test ?cases?|(?:unit|integration) tests?|tests?(?= (?:for|of|that)\b|\W*$)|"
    rf"(?:test|sample|seed) ?{_DATA}|a sample|examples?|personas?|scenarios?|fixtures?|"
    r"testf[aä]ll\w*|testdaten\w*|beispiel\w*|szenari\w*|cas de test|jeux? de (?:test|données)|"
    r"exemples?|scénarios?|casos? de prueba|datos de prueba|ejemplos?|escenarios?|"
    r"casos? de teste|dados de teste|exemplos?|cenários?|casi? di test|dati di prova|esemp\w+)"
)
_FICTION = Wording(
    rf"\b(?:(?:{_MAKES})\b(?:[^.?!\n]{{0,30}}\b{_TALES}|[^.?!\n]{{0,40}}\b{_SAMPLES})|"
    rf"(?:{_GIVES})\W+{_ONE}\b[^.?!\n]{{0,30}}\b(?:{_TALES}|{_SAMPLES})|"
    r"invent(?:a|ar?|e[sz]?|i|ed|iere?)?|imagin[ae]\w*|make (?:(?:one|some|it|them|that) )?up|"
    r"made[- ]up|simulate (?:what|how|an?|the|its|some) [^.?!\n]{0,30}"
    r"(?:tool|results?|responses?|output|repl(?:y|ies)|answers?|returned)|"
    r"think up|denk dir|erfinde?n?|"
    r"fake (?:an?|some|me)|fictional|fictiti\w*|fiktiv\w*|fictif\w*|fictive\w*|"
    rf"fict[ií]ci\w*|fittizi\w*|(?:seed|placeholder|mock|dummy|fake|synthetic) {_DATA}|"
    r"role-?play\w*|let['’]?s (?:play|pretend)|pretend (?:that|to be|you))\b|"
    rf"^\W*{_ONE}\b[^.?!\n]{{0,30}}\b{_TALES}\b|"
    rf"\b(?:for|in|of) (?:my|our|a|the) (?:\w+ )?{_TALES}\b|"
    r"^\W*(?:you(?:['’]re| are) (?:the|an?) (?!best|one|only)|du bist (?:der|die|das|ein)|"
    r"tu es (?:le|la|une?) )|"
    r"(?:讲|写|编)[^。？！\n]{0,6}(?:故事|小说|诗|笑话|谜语|应用题)|"
    r"(?:写|编|造|生成|给|来|做)[^。？！\n]{0,8}"
    r"(?:测试(?:用例|数据|样)|用例|例子|示例|样例|范例|模拟|虚构)|扮演|假装|假扮|"
    r"(?:テスト用?の?|サンプル|ダミー|架空の?)[^。？！\n]{0,10}(?:作|書|考え|生成)|物語|"
    r"(?:예시|샘플|가상|테스트)[^.?!\n]{0,10}(?:만들|써|작성)"
)


@lru_cache(maxsize=64)
def asks_for_fiction(asked: str) -> bool:
    """Say whether a user's words ask for something made up."""
    return _FICTION.stands_in(asked)
