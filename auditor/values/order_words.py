"""Words by which a user orders something made up, goes on with it, or ends it.

Each is a regular expression for a dozen languages; `on_request` says what follows from them.
"""

import re

from auditor.values.wording import Wording, late

# A longer text is no order.
LONGEST = 600
_CLAUSE = late(r"[,.;:!?\n，。；：！？、]")

_DATA = (
    r"(?:data(?:set)?s?|records?|rows?|entr(?:y|ies)|values?|numbers?|names?|payloads?|responses?|"
    r"outputs?|results?|invoices?|orders?|customers?|users?|accounts?|e?-?mails?|ids?|traces?)"
)
_MAKE = (
    r"\b(?:give|show|write|make|create|generate|provide|draft|need|want|produce|prepare|add|insert|"
    r"use|using|fill|put|send|build|populate|set up|come up with|"
    r"gib|gebt|zeig\w*|schreib\w*|mach\w*|erstell\w*|erzeug\w*|generier\w*|brauch\w*|nimm|nehmt|"
    r"verwend\w*|benutz\w*|nutze?|füg\w*|bau\w*|entwirf|liefer\w*|"
    r"donne\w*|montre\w*|écri\w*|fai[st]\w*|crée\w*|génère\w*|prépare\w*|utilise\w*|mets|ajoute\w*|"
    r"besoin|veux|voudrais|rédige\w*|fournis|"
    r"da(?:me|nos)|muestra\w*|escrib\w*|haz\w*|crea\w*|genera\w*|prepara\w*|usa\w*|pon\w*|añad\w*|"
    r"agrega\w*|necesito|quiero|mostr\w*|escrev\w*|faça|faz|crie\w*|ger[ea]\w*|use\w*|adicion\w*|"
    r"preciso|quero|dammi|scriv\w*|fammi|metti|aggiung\w*|serv\w*|voglio|"
    r"geef|schrijf|maak|genereer|gebruik|voeg|nodig|"
    r"дай\w*|покажи|напиши\w*|сделай\w*|создай\w*|сгенерируй\w*|используй\w*|добавь\w*|нужн\w*|"
    r"daj|pokaż|napisz|zrób|stwórz|wygeneruj|użyj|dodaj|potrzebuj\w*)\b"
)
_MADE_UP = (
    r"(?<!\bthe )(?<!\bour )(?<!\bmy )(?<!\byour )(?<!\bthat )(?<!\bthose )(?<!\bdie )(?<!\bder )"
    r"(?<!\bdas )(?<!\bles )(?<!\blos )(?<!\blas )(?<!\bquei )"
    r"(?:\bmock(?:s|ed|[- ]?ups?)?\b|\bdumm(?:y|ies)\b|\bfakes?\b|\bfictional\b|\bfictitious\b|"
    r"\bmade[- ]up\b|\binvented\b|\bsynthetic\b|\bplaceholders?\b|\bimaginary\b|"
    rf"\b(?:sample|test|seed|example|random|plausible|realistic)[- ](?:looking )?{_DATA}\b|"
    r"\berfunden\w*|\bausgedacht\w*|\bfiktiv\w*|\bplatzhalter\w*|\bfantasie\w*|"
    r"\b(?:muster|beispiel|test|dummy|schein)(?:daten\w*|werte?n?|sätze?|rechnung\w*|kunde\w*)\b|"
    r"\bficti(?:fs?|ves?)\b|\bfactices?\b|\bbidons?\b|\binventée?s?\b|"
    r"\bd['’](?:exemple|essai)\b|\bde test\b|"
    r"\bfict[ií]ci[oa]s?\b|\binventad[oa]s?\b|\bfals[oa]s?\b|\bsimulad[oa]s?\b|"
    r"\bde (?:prueba|ejemplo|mentira|teste|exemplo)\b|\bfittizi\w*|\binventat[oaie]\b|"
    r"\bfint[oaie]\b|\bdi (?:prova|esempio)\b|\bverzonnen\b|\bfictieve?\b|\bnep\w*|"
    r"\bвымышлен\w*|\bвыдуман\w*|\bфиктивн\w*|\bтестов\w+ (?:данн|запис)\w*|"
    r"\bzmyślon\w*|\bfikcyjn\w*|\bprzykładow\w*)"
    # A mock server does what it does, whatever it holds.
    r"(?![- ](?:server|service|api|endpoint|class|object|function|file|account|website|site)s?\b)"
)
_TO_INVENT = (
    r"\b(?:invent|make (?:up|(?:it|them|things|everything|all of it)(?: all)? up)|"
    r"think up|fabricate|erfind\w*|denk dir|denkt euch|ausdenken|"
    r"invente[rz]?|inventa(?!ri|ir|rl)\w*|invente(?:-moi)?|inventami|verzin\w*|придум\w*|выдум\w*|сочини\w*|"
    r"wymyśl\w*)\b"
)
INVENTS = Wording(
    rf"{_MAKE}[^.?!;\n]{{0,60}}?{_MADE_UP}|{_TO_INVENT}|"
    r"(?:给|写|编|造|生成|举|来|做|弄|用|加|填|补|准备|搞)[^。？！，；\n]{0,14}?(?:假数据|假的|模拟数?据?|"
    r"虚构|测试数据|测试样|占位|随机|假\w{0,4}(?:号码?|名|单|账|记录)|mock|dummy|fake)|"
    r"(?:编|编造|杜撰|虚构)(?:[一二两三四五六七八几些\d]|出?[^。？！，；\n]{0,6}(?:数据|记录|例|条))|"
    r"(?:ダミー|架空|仮の|モック|でたらめ|テスト用|サンプル(?:データ|値))[^。？！\n]{0,20}?"
    r"(?:作|書|生成|考え|用意|追加|くだ|お願|ちょうだい|ほし|欲し|使)|"
    r"(?:가짜|더미|가상의?|임의의|테스트용|샘플 ?데이터)[^.?!\n]{0,20}?"
    r"(?:만들|써|작성|생성|추가|넣|줘|주세요|필요)",
)
# The user leaves it to something that is read what is to be done.
AS_TOLD_THERE = Wording(
    r"\b(?:actions?|tasks?|instructions?|steps?|todos?|to-?dos?|requests?|what)\b[^.?!\n]{0,40}?"
    r"\b(?:specified|listed|described|given|mentioned|stated|asked|requested|written|says?|asks?|"
    r"in|from)\b|\b(?:aufgaben|anweisungen)\b[^.?!\n]{0,40}?\b(?:in|aus)\b|"
    r"\b(?:tâches|tareas|instrucciones|tarefas|istruzioni)\b|(?:任务|指示|待办|要求)",
)
# "Suggest two more activities and add them to the file": whoever is asked for ideas writes his own.
IDEAS = Wording(
    r"\b(?:suggest|propose|come up with|think of|think up|brainstorm|devise)\b[^.?!;\n]{0,40}?"
    r"\b(?:(?:more|new|additional|further|extra|other|another)\b[^.?!;\n]{0,60}?"
    r"\b(?:add|append|write|put|insert|include)(?:ing)? (?:it|them|these|those|this|that|each)\b|"
    r"(?:activit(?:y|ies)|ideas?|names?|questions?|topics?|slogans?|titles?|exercises?|games?)\b"
    r"(?! (?:in|of|from|on) (?:the|this|our|my)\b))|"
    r"\bof your (?:own )?(?:choice|choosing|invention)\b|\byour own ideas\b|"
    r"\b(?:schlag\w*|überleg\w*|denk\w*)\b[^.?!;\n]{0,60}?\b(?:weitere|neue|andere)\b"
    r"[^.?!;\n]{0,60}?\b(?:füge?|schreib\w*|trag\w*|ergänz\w*) sie\b|\bdeiner wahl\b|"
    r"\b(?:propose\w*|suggère\w*|prop[oó]n\w*|sug(?:ier|er)\w*)\b[^.?!;\n]{0,40}?"
    r"\b(?:activités?|idées?|actividades?|ideas?|atividades?|ideias?|attività|idee)\b|"
    r"\bde (?:ton|votre) choix\b|\bde tu elección\b|\bà (?:sua|tua) escolha\b|"
    r"(?:建议|提议|想|构思|出)[^。？！；\n]{0,10}?(?:活动|点子|主意|创意|标题|口号)|自拟|自定",
)
# Samples are made up, unless something is to be looked up or run for them.
SAMPLES = Wording(
    rf"{_MAKE}[^.?!;\n]{{0,60}}?(?:\bpytests?\b|\b(?:unit|integration|parametri[sz]ed) ?tests?\b|"
    r"\btest ?cases?\b|\bfixtures?\b|\binserts\b|\btestf[aä]ll\w*)|"
    r"\b(?:write|create|generate|draft|schreib\w*|erstell\w*|écri\w*|crée\w*|escrib\w*|escrev\w*|"
    r"scriv\w*)\b[^.?!;\n]{0,40}?\btests?\b(?= (?:for|of|that|für|pour|para|per)\b|\W*$)|"
    r"\w*füll\w*[^.?!;\n]{0,40}?\bbeispiel\w*|"
    r"\b(?:csv|files?|lines?|rows?|records?|data|tables?|json|input)\b[^.?!;\n]{0,20}?"
    r"\b(?:to|zum|pour|para|per) (?:test|try|testen|ausprobieren|tester|probar|testar|provare)\b|"
    r"\bedge[- ]cases?\b|\bgrenzf[aä]ll\w*|\bcas limites?\b|\bcasos límite\b|"
    r"\b(?:small |short )?examples? (?:for )?each\b|\bje(?:weils)? (?:mit )?ein\w* beispiel\w*|"
    r"\bwhat (?:should|would|must) [^.?!\n]{0,30}?\b(?:body|payload)\b|"
    r"(?:写|编|造|生成|做)[^。？！，；\n]{0,10}?(?:单元测试|测试用例|边界)|テストケース|"
    r"테스트 ?케이스",
)
_WRITE = (
    r"\b(?:(?:give|show|need|want)(?: me| us)? (?:an?|some|two|three|\d+|sample|practice|example)|"
    r"write|"
    r"make|create|generate|draft|produce|prepare|compose|invent|"
    r"(?:gib|brauch\w*|zeig\w*)(?: mir| uns)? (?:ein\w*|zwei|drei)|schreib\w*|mach\w*|erstell\w*|"
    r"verfass\w*|entwirf|donne\w*[- ]\w+ (?:une?|des|deux)|écri\w*|rédige\w*|crée\w*|fai[st]\w*|"
    r"escrib\w*|redacta\w*|haz\w*|crea\w*|escrev\w*|faça|crie\w*|scriv\w*|fammi|schrijf|maak|"
    r"напиши\w*|сделай\w*|придумай\w*|napisz|stwórz)\b"
)
_PLAYS = (
    r"\bplay the (?:role|part) of\b|\bpretend (?:to be|you(?:['’]re| are)) (?:an?|the|my)\b|"
    r"\bact as (?:if you were )?(?:my|an?|the) (?:waiter|waitress|interviewer|examiner|guest|"
    r"customer|patient|opponent|recruiter|tourist|shopkeeper|client)\b|\blet['’]?s role-?play\b|"
    r"\bspiel(?:e|st du)? (?:mal )?(?:den|die|das|einen?) (?:kellner\w*|verkäufer\w*|prüfer\w*|"
    r"kund\w+|rolle\w*|interviewer\w*|patient\w*)|\b(?:haz|hazme) de \w+|"
    r"\bhaz(?:te)? (?:el papel|pasar por)\b|\bjoue (?:le rôle|le (?:serveur|client|vendeur)|"
    r"la (?:serveuse|cliente))|\bfai la parte\b|"
    r"\bfaz de \w+\b|扮演|你来[当演]|装作|(?:役|ロール)(?:を|に)(?:やっ|な|演)|역할을 (?:해|맡)"
)
SCRIPTS = Wording(
    rf"{_WRITE}[^.?!;\n]{{0,60}}?"
    r"(?:\bdialog(?:ue)?s?\b|\b(?:practice|sample|example|training|mock)\W+(?:\w+ )?"
    r"(?:conversation|chat|call|transcript|session|exchange|trace)s?\b|"
    r"\brole-?play\w*|\bfew-?shots?\b|\bskits?\b|\bquiz\w*|\bscreenplay\b|"
    r"\b(?:ideal|perfect|model) (?:trace|answer|conversation|transcript)s?\b|"
    r"\w*dialoge?n?\b|\brollenspiel\w*|\b(?:übungs|beispiel|muster)gespräch\w*|"
    r"\bjeux? de rôles?\b|\bdialog[ou]e?s?\b|\bdiálogos?\b|\bjuego de rol\b|\bguion\b|\broteiro\b|"
    r"\bdialog[ohi]+\b|\bgioco di ruolo\b|\bdialoog\b|\bдиалог\w*|\bролев\w*|\bвикторин\w*|"
    r"\bdialog\w*)|"
    r"(?:写|编|来|给|做|生成)[^。？！\n]{0,16}?(?:对话|情景|剧本|小品|测验|小测|少样本|few-?shot)|角色扮演|"
    r"(?:会話|対話|ロールプレイ|台本|寸劇|クイズ)[^。？！\n]{0,16}?(?:作|書|考え|生成|用意|くだ|お願)|"
    r"(?:대화|역할극|대본|퀴즈)[^.?!\n]{0,16}?(?:만들|써|작성|생성|줘|주세요)|"
    rf"{_PLAYS}",
)
# The user asks how something would look if it were otherwise.
LOOKS_OTHERWISE = Wording(
    r"\bwould\b[^.?!\n]{0,60}?\blook\b(?! (?:up|at|into|for|again|it))|"
    r"\blooks?(?: like)?\b[^.?!\n]{0,30}?\b(?:if|after|once|when)\b|"
    r"\bsähen?\b[^.?!\n]{0,60}?\baus\b|\bwürde[^.?!\n]{0,60}?\baussehen\b|\bressemblerai\w*|"
    r"\bse verían?\b|\bquedarían?\b|\bficariam?\b|\bsarebbe\b[^.?!\n]{0,60}?\bse\b|"
    r"\bzou\b[^.?!\n]{0,60}?\buitzien\b|\bвыглядел\w* бы\b|\bwyglądał\w*by\b|会变成|会是什么样|"
    r"どう(?:なる|なります|見え)|어떻게 (?:보일|될|되)",
)
SUPPOSES = Wording(
    rf"{LOOKS_OTHERWISE.pattern}|\b(?:if|would|once|suppos(?:e|ing)|assum(?:e|ing)|imagine|pretend|"
    r"what[- ]if|hypothetical\w*|wenn|falls|angenommen|würde|wäre|si|suppos(?:ons|ez)|imaginons|"
    r"serait|"
    r"serían?|sería|queda\w*|supon\w+|se|fica\w*|als|stel|если|предположим|допустим|jeśli|gdyby|"
    r"załóżmy)\b|\d ?%? (?:off|discount|rabatt|de (?:descuento|remise|desconto))\b|"
    r"打[\d.一-九]+折|\bhow (?:will|would|does|do)\b|"
    r"如果|要是|倘若|假设|假如|若|たら|もし|れば|仮に|"
    r"만약|다면|으?면 |가정",
)
# Somebody wants what is really so.
ASKS_FOR_FACTS = Wording(
    r"\b(?:real(?:ly)?|actual(?:ly)?|genuine|live|look(?:ed|ing)? (?:\w+ )?up|check\w*|verif\w*|"
    r"run|ran|execut\w*|fetch\w*|retriev\w*|quer(?:y|ied)|pull up|current\w*|exists?|"
    r"in the (?:system|database|db)|"
    r"echt\w*|wirklich\w*|tatsächlich\w*|prüf\w*|nachseh\w*|nachschau\w*|sieh nach|schau nach|"
    r"abfrag\w*|"
    r"abruf\w*|aktuell\w*|vrai(?:e?s?|ment)|réel\w*|vérifi\w*|cherche\w*|récupèr\w*|"
    r"consult\w*|interroge\w*|actuel\w*|real(?:es|is)?|verdader[oa]s?|comprueb\w*|busca\w*|"
    r"obt[eé]n\w*|recuper\w*|verdadeir[oa]s?|busque|obtenha|atual\w*|ver[oaie]|controlla\w*|"
    r"cerca\w*|attual\w*|werkelijk\w*|controleer\w*|zoek\w*|haal\w*|actue\w*|"
    r"реальн\w*|настоящ\w*|проверь\w*|найди\w*|запроси\w*|получи\w*|текущ\w*|"
    r"prawdziw\w*|sprawdź|znajdź|pobierz|aktualn\w*)\b|"
    r"真实|真的|真正|实际|运行|执行|查|核实|核对|检查|获取|调用|当前|现在的|拉取|"
    r"本物|実際|本当|実行|確認|調べ|取得|検索|照会|現在|진짜|실제|실행|확인|조회|검색|가져|현재",
)
ASKS = Wording(
    r"[?？]|\b(?:status of|stand von|what|who|when|where|which|how (?:much|many)|get|"
    r"call (?:it|its|the)|find|list|show me (?:the|my|our)|"
    r"was|wer|wann|wo|wie ?viele?|welche\w*|hol\w*|such\w*|quel\w*|qui|quand|où|combien|"
    r"qué|cuál\w*|quién\w*|cuándo|dónde|cuánt\w*|qual|quais|quem|quando|onde|quant\w*|chi|dove|"
    r"wat|wie|wanneer|waar|hoeveel|кто|когда|где|сколько|kto|kiedy|gdzie|ile)\b|"
    r"什么|谁|哪|多少|怎么样|何|誰|いつ|どこ|いくつ|무엇|누구|언제|어디|얼마",
)
GOES_ON = Wording(
    r"\b(?:(?:one|two|three|four|five|\d+|some|a few|few|couple) (?:\w+ )?(?:more|others?)|another|"
    r"more|"
    r"add\w*|additional|change|make (?:it|the|them|that|this|him|her)|replace|remove|drop|without|"
    r"with no|shorter|longer|harder|easier|simpler|instead|variants?|versions?|extend|continue|"
    r"rename|"
    r"translate|convert|noch (?:ein\w*|zwei|drei|mehr|mal)|weitere\w*|ergänz\w*|füg\w*|hinzu|"
    r"änder\w*|"
    r"ersetz\w*|entfern\w*|ohne|kürzer|länger|schwieriger|schwerer|leichter|encore|autres?|de plus|"
    r"en plus|ajoute\w*|change[rz]?|remplace\w*|enlève|retire|sans|otr[oa]s?|más|añad\w*|agrega\w*|"
    r"cambia\w*|quita\w*|sin|outr[oa]s?|mais|adicion\w*|acrescent\w*|mude|troque|remova|sem|"
    r"(?:un['’])?altr[oaie]|ancora|in più|aggiung\w*|togli|senza|nog (?:een|twee)|voeg|verander\w*|"
    r"zonder|ещё|еще|добавь\w*|измени\w*|убери|jeszcze|dodaj|zmień|usuń)\b|"
    r"再|另外?|加|改|换|删|去掉|补|もう|追加|他の|別の|変え|変更|除|더|추가|다른|바꿔|변경|빼",
)
ONE_MORE = Wording(
    r"\b(?:(?:one|two|three|four|five|\d+|some|a few) (?:\w+ )?(?:more|others?)|another|"
    r"(?:add|include|append|make|want|need|give me) (?:me )?(?:an?|one|two|three|four|\d+)|"
    r"(?:an?|one) (?:\w+ )?one|one (?:that|with|for|where|of)|"
    r"noch (?:ein\w*|zwei|drei)|ein\w* weitere\w*|encore|autres?|"
    r"(?:ajout|añad|agreg|aggiung|adicion|acrescent)\w*[- ](?:en|un[ae]?|otr[oa]|uma?|outr[oa])|"
    r"otr[oa]s?|outr[oa]s?|mais um\w*|(?:un['’])?altr[oa]|ancora un\w*|nog een|ещё|еще|jeszcze)\b|"
    r"再|另|加[一两几\d]|もう|追加|別の|더|추가",
)
NEGATES = Wording(
    r"\b(?:not|never|no|none of|without|instead of|rather than|stop|forget|kein\w*|nicht|ohne|"
    r"statt|pas|sans|"
    r"aucun\w*|jamais|nunca|jamás|não|senza|non|geen|niet|zonder|nie|bez|не|без)\b|n['’]t\b|"
    r"不|别|勿|没|非|ない|なく|なし|않|말고|말아|없",
)
ASSENTS = late(
    r"\W*(?:y|yes|yep|yeah|ok(?:ay)?|sure|please(?: do)?|go ahead|do (?:it|that|so)|ja|gern\w*|oui|"
    r"d['’]accord|"
    r"s[ií]|sim|claro|vale|da|да|tak|好的?|可以|是的?|嗯|行|はい|お願いします|네|예|응)"
    r"(?:\W+(?:please|do|bitte|gern\w*|go ahead|thanks?|claro))*\W*",
    re.IGNORECASE,
)
# The model itself says that what it wrote is made up.
# Looked for in small letters, which is quicker in a list so long.
OWNS_UP = Wording(
    r"\b(?:fictional|fictitious|made[- ]up|invented|imaginary|not real|for illustration|"
    r"illustrative|"
    r"erfunden\w*|fiktiv\w*|ausgedacht\w*|inventée?s?|ficti(?:fs?|ves?)|factices?|"
    r"inventad[oa]s?|fict[ií]ci[oa]s?|inventat[oaie]|fittizi\w*|verzonnen|fictieve?|"
    r"вымышлен\w*|выдуман\w*|zmyślon\w*|fikcyjn\w*|"
    rf"(?:mock|dummy|fake|placeholder|hypothetical)(?:[ -]\w+)? {_DATA}|"
    rf"(?:{_DATA}|all|everything|these|those|they|it|that|this)\W+(?:is|are|was|were) (?:only |"
    rf"just |all )?"
    r"(?:an? )?(?:mock|dummy|fake|placeholder|hypothetical)\w*|"
    r"(?:platzhalter|beispiel|muster|dummy)(?:daten|werte?n?)|"
    r"(?:données|valeurs|datos|valores|dados|dati|valori)\W+(?:\w+ )?(?:d['’]exemple|de prueba|"
    r"de ejemplo|de exemplo|de teste|simulad[oa]s|di prova|di esempio))\b|"
    r"虚构|编造|杜撰|假数据|模拟数据|占位|架空|ダミー|仮の値|サンプル値|가상의|가짜|더미|임의의 값",
)
# Words that say that something is so, or was said before, after all.
MEANS_IT = Wording(
    r"\b(?:real|actual\w*|genuine|live|earlier|previous\w*|before|sorry|apolog\w*|returned|"
    r"echt\w*|tatsächlich\w*|wirklich\w*|vorhin|entschuldig\w*|réel\w*|vrai\w*|désolé\w*|avant|"
    r"real(?:es|is)?|verdader\w*|perdón|antes|desculp\w*|reale?|vero|scus\w*|prima|"
    r"настоящ\w*|реальн\w*|раньше|prawdziw\w*|wcześniej)\b|真实|实际|刚才|之前|抱歉|返回|"
    r"本物|実際|先ほど|さっき|すみません|실제|진짜|아까|죄송",
)
# Orders to change what was returned: its words, its names, or whatever the user says.
OTHER_WORDS = Wording(
    r"\btranslat\w*|\brenam\w*|\bre(?:write|word|phrase)\w*|\b(?:better|nicer|shorter|other|new) "
    r"(?:\w+ )?(?:names?|titles?|labels?|words|descriptions?)\b|\bübersetz\w*|\bbenenn\w*|"
    r"\bumformulier\w*|\btradui\w*|\bre(?:nomm|formul)\w*|\btradu[cz]\w*|\brenombra\w*|"
    r"\btraduci\w*|"
    r"\brinomin\w*|\bvertaal\w*|\bперевед\w*|\bпереимену\w*|\bprzetłumacz\w*|"
    r"翻译|译成|改名|改写|润色|訳し|翻訳|言い換え|번역|고쳐 ?써",
)
OTHER_NAMES = Wording(
    r"\b(?:an|pseud)onymi[sz]\w*|\banonimi\w*|\bmask(?:ed|ing|iere?|ieren)?\b|\bredact\b|"
    r"\bschwärz\w*|\bunkenntlich\w*|\bmasque[rz]?\b|\benmascar\w*|\bmascar\w*|\bmascher\w*|"
    r"\bобезлич\w*|\bzanonimizuj|脱敏|匿名|打码|マスク|伏せ|익명|가명|마스킹",
)
_SUGGESTS = (
    r"\b(?:propos|suggest)\w*|\bwhat (?:would|should) (?:you|we|i) (?:change|set|charge|ask)\b|"
    r"\bvorschl\w*|\bschlag\w*\b[^.?!\n]{0,60}?\bvor\b|\bsugg[eè]r\w*|"
    r"\bprop[oó]n\w*|\bsug(?:er|ier|ir)\w*|"
    r"\bstel\b[^.?!\n]{0,60}?\bvoor\b|"
    r"\bпредлож\w*|\bzaproponuj|建议|提议|定[个一]|提案|제안"
)
_RECOMMENDS = (
    r"\brecommend\w*|\bempf[ie]\w*hl\w*|\brecommand\w*|\brecom[ie]+nd\w*|\bconsigli\w*|"
    r"推荐|おすすめ|추천"
)
PROPOSES = Wording(f"{_SUGGESTS}|{_RECOMMENDS}")
_ANEW = (
    r"\b(?:new|better|other|different|higher|lower|improved|alternative|neue\w*|bessere\w*|"
    r"andere\w*|"
    r"höhere\w*|niedrigere\w*|nouve\w+|meilleur\w*|autres?|nuev\w+|mejor\w*|otr[oa]s?|nov[oa]s?|"
    r"melhor\w*|outr[oa]s?|nuov\w+|miglior\w*|altr[ei]|nieuwe|betere|нов\w+|друг\w+|now\w+|"
    r"inn\w+)\b|"
    r"新|更|其他|別の|より|새|다른|더"
)
# Who wants one of several things recommended, the dearer of two, wants no other values.
PROPOSES_ANEW = Wording(
    rf"(?:{_SUGGESTS})[^.?!;\n。？！；]*?(?:{_ANEW})|(?:{_ANEW})[^.?!;\n。？！；]*?(?:{_SUGGESTS})|"
    rf"(?:{_RECOMMENDS})(?: \w{{1,4}}){{0,2}} ?(?:{_ANEW})"
)
CHANGES = late(
    r"\b(?:updat|chang|shift|postpon|push|delay|rais|lower|increas|decreas|reduc|convert|correct|adjust|round|"
    r"prepar)"
    r"\w*|\b(?:set|move)\b|"
    r"\b(?:änder|setz|verschieb|erhöh|senk|korrigier|rund|aktualisier)\w*|\b(?:rechn|pass)\w*\b"
    r"[^.?!\n]{0,60}?\b(?:um|an)\b|"
    r"\b(?:chang|mets|décal|report|augment|baiss|convert|corrig|ajust|arrond|cambi|pon|muev|"
    r"desplaz|sub|"
    r"baj|conv[ie]+rt|redond|alter|mud|aument|corrij|spost|arrotond|измени|сдвинь|исправ|zmień|"
    r"przesuń)\w*|"
    r"改|设|调|推迟|提前|换算|更正|修正|四舍五入|涨|降|変更|変え|直し|ずらし|上げ|下げ|換算|四捨五入|"
    r"바꿔|변경|수정|올려|내려|환산|반올림",
    re.IGNORECASE,
)


def stand_in(wording: Wording, text: str) -> bool:
    """Say whether some words stand in a text, in a clause that does not say the contrary."""
    return any(
        not NEGATES.stands_in(_clause_before(found.string, found.start()) + found[0])
        for found in wording.found_in(text)
    )


def owns_up(text: str) -> bool:
    """Say whether a model says that something is made up; its own `not real` is no denial."""
    return any(
        not NEGATES.stands_in(_clause_before(found.string, found.start()))
        for found in OWNS_UP.found_in(text)
    )


def _clause_before(text: str, place: int) -> str:
    return _CLAUSE.split(text[:place])[-1]


def orders_script(asked: str) -> bool:
    """Say whether a user orders a dialogue, a quiz or the like."""
    return len(asked) <= LONGEST and stand_in(SCRIPTS, asked)
