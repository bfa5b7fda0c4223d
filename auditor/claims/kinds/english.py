"""English words for acts upon things and looks at sources, and the sentences that tell them."""

from auditor.claims.kinds.language import Language
from auditor.values.english_words import DENYING, DEPENDING, SUPPOSING

_ADVERBS = (
    r"(?:(?: also| now| just| already| then| additionally| quickly| since| successfully|"
    r" personally| even| gone ahead and| went ahead and),?){0,3}"
)
_MINE = rf"\b(?:I|[Ww]e)(?:['’]ve| have)?{_ADVERBS} "
# Up to the object; what stands behind another word is told of that.
_OBJECT = (
    r"(?: (?!(?:that|if|whether|and|but|to|for|from|about|of|with|on|in|as|because|so|what|how|"
    r"which|who|no|nothing)\b)[\w'’$€.,#/-]+){0,5}?"
)
_FURTHER = (
    r"(?:(?!\b(?:that|which|who|whose|where|what|how|if|because)\b)"
    r"(?:[^.;:!?\n]|[.:](?=\S))){1,120}?"
)
_GAP = r"(?:(?!\b(?:that|which|who|because|if|whether|so|but)\b)(?:[^.;:!?\n]|[.:](?=\S))){0,60}?"
_OF_IT = r"(?: (?:of|for|to|on|in|at|with|from|about) [^.,;:!?\n]{1,50}?)?"
_HEAD = r"(?:^|(?<=[:;,•] )|(?<=[*-] )|(?<=\d\. )|\band )\W{0,4}"
_END = r"(?=\W*$|[.,;:!)]| (?:to|with|for|on|in|at|about|as|and|by me)\b)"
_PARTY = (
    r"(?!(?:you|me|us|that|it|this)\b)(?:(?:the|our|your|his|her|their|a) )?(?:[\w'’.-]+ ){0,3}?"
    r"(?:team|desk|carrier|courier|supplier|vendor|seller|bank|insurer|customer|client|owner|"
    r"manager|provider|landlord|warehouse|department|office|engineer|driver|store|shop|venue|"
    r"airline|hotel|restaurant|reception|colleagues?|supervisor|group|on-?call|analyst|tier \d|"
    r"attendees|participants|organi[sz]er|administrators?|admins?|staff|support)\b"
)

_NAME = r"(?-i:[A-Z][a-z]{2,})"

ENGLISH = Language(
    manners={
        "send": r"sent|e-?mailed|mailed|texted|forwarded|dispatched|dropped|fired off",
        "make": (
            r"set(?: up)?|put|placed|created|added|made|entered|left(?= an?\b)|opened|filed|"
            r"raised|lodged|"
            r"submitted|logged|registered|recorded|scheduled|attached"
        ),
        "book": r"booked|reserved|ordered|purchased|bought|secured",
        "undo": r"cancell?ed|terminated|ended|unsubscribed|removed|deleted",
        "stop": (
            r"blocked|banned|isolated|quarantined|disabled|locked|suspended|revoked|closed|cut off|"
            r"deactivated|frozen|froze|signed out|logged out"
        ),
        "change": (
            r"restarted|rebooted|scaled(?: up| down)?|raised|lowered|cleared|flushed|reset|tuned|"
            r"adjusted|changed|updated|increased|rotated|fixed|patched|corrected|edited"
        ),
        "pay": r"refunded|issued|processed|initiated|credited|returned|requested",
    },
    things={
        "message": (
            r"e-?mails?(?! address)|text messages?|sms|direct messages?|letters?|notifications?|"
            r"confirmations?|invitations?|invites?|certificates?|documents?|forms?|receipts?|"
            r"invoices?|"
            r"vouchers?|links?|summary|details|instructions|copy|copies"
        ),
        "reminder": (
            r"reminders?|calendar (?:entry|event|invite|hold)|appointments?|"
            r"(?:it|this|that)(?: down)? (?:in|into|on|to) your calendar"
        ),
        "ticket": r"tickets?|(?:support |service )?cases?|claims?|complaints?|incidents?",
        "refund": r"refunds?(?: requests?)?|reimbursements?(?: requests?)?|money back",
        "note": (
            r"(?:notes?|comments?) (?:on|to|in) (?:the|your|his|her|their) (?:[\w'’-]+ ){0,2}?"
            r"(?:account|profile|record|order|booking|reservation|ticket|case|file)"
        ),
        "room": (
            r"rooms?|hotel|table|taxi|cab|flights?|train|seats?|car|venue|new card|"
            r"replacement(?: \w+)?"
        ),
        "subscription": r"subscriptions?|memberships?|newsletter",
        "access": (
            r"accounts?|hosts?|machines?|workstations?|laptops?|endpoints?|addresses|IPs?|senders?|"
            r"domains?|payees?|sessions?|tokens?|keys?|user"
        ),
        "service": (
            r"services?|servers?|instances?|pods?|replicas?|cache|thresholds?|limits?|alert rules?"
        ),
        "password": r"passwords?|credentials?",
        "address": r"(?:(?:delivery|shipping|billing|postal|home|mailing) )?address",
        "code": r"[\w/-]+\.(?:py|[jt]sx?|go|rs|java|rb|c|h|cpp|cs|php|ya?ml|toml|ini)|\w+\(\)",
        "request to merge": r"pull requests?|merge requests?|PRs?|MRs?",
    },
    own=(
        rf"{_MINE}(?:{{verb}}){_OBJECT} (?:{{noun}})\b(?! address| requests?\b| as far as)",
        rf"{_MINE}{_FURTHER}(?:,| and)(?: then| also)? (?:{{verb}}){_OBJECT} (?:{{noun}})\b",
    ),
    stands=(
        (
            rf"\b(?:[Tt]he|[Yy]our|[Aa]n?|"
            rf"[Mm]y)(?: [\w'’-]+){{0,3}}? (?:{{noun}})(?: [\w.-]*\d[\w.-]*)?{_OF_IT}"
            rf"(?: (?:is|are|has been|have been)|['’]s){_ADVERBS} (?:{{verb}}|on (?:its|the) way)\b"
            r"(?! (?:by|when|if|once|unless|only)\b)"
        ),
        rf"{_HEAD}(?i:{{noun}}){_OF_IT} (?:{{verb}}){_END}",
        rf"{_HEAD}(?!(?:re)?set\b|put\b|cut\b)(?i:{{verb}}){_OBJECT} (?:{{noun}}){_END}",
    ),
    reached=(
        rf"{_MINE}(?:(?:contacted|paged|messaged|informed|notified|alerted|"
        rf"e-?mailed|asked) (?P<party>{_PARTY})|(?:(?:had|have had) a word|spoke|spoken|talked|"
        rf"checked|verified (?:\w+ ){{1,5}}?|confirmed (?:\w+ ){{1,5}}?) ?(?:with|to) (?:{_PARTY})|"
        rf"let (?:{_PARTY}) know)"
    ),
    called=rf"{_MINE}(?:called|phoned|rang(?: up)?|telephoned) (?:up )?{_PARTY}",
    was_reached=(
        rf"\b(?:{_PARTY}|{_NAME}) (?:(?:has|have){_ADVERBS} been|was|were|is|are)"
        rf"{_ADVERBS} "
        r"(?:informed|notified|alerted|told by e-?mail|looped in)\b(?! by (?!e-?mail))"
    ),
    looked=(
        r"(?:(?:cross|double)-?|re-?)?checked|verified|consulted|reviewed|queried|searched|read|"
        r"looked(?: back)? (?:at|through|into|over|in|up)|(?:went|gone|been) (?:through|over)|"
        r"scanned|inspected|examined|pulled(?: up)?|compared|(?:took|had|taken) a look (?:at|in|"
        r"into)|"
        r"ran|combed through|skimmed"
    ),
    looking=(
        r"checking|going (?:through|over)|looking (?:at|through|into|over|in)|reviewing|searching|"
        r"comparing|pulling|reading|querying|scanning|inspecting|examining"
    ),
    sources={
        "logs": r"(?:[a-z]+ )?logs|log files?",
        "mailbox": r"inbox|mailbox|e-?mails|mails|correspondence",
        "calendar": r"calendar|agenda",
        "balance": r"(?:account )?balances?",
        "stock": r"stock(?: levels?)?|inventory|warehouse stock",
        "sign-ins": r"sign-?ins|log-?ins|sign-in history|login history|authentications",
        "commits": r"commit history|git history|git log|commits",
        "names": r"(?:passive )?dns(?: records?)?|whois(?: record)?",
        "reputation": r"threat (?:feeds?|intel\w*)|reputation|blocklists?|intelligence feeds?",
        "processes": r"process list|running processes|processes",
        "patches": r"patch (?:level|status|state)|patches",
        "seats": r"seat map|seating plan",
        "rules": r"(?:forwarding|mailbox|inbox|mail|firewall) rules",
        "files": r"files|(?:shared )?folders?|drive|attachments?",
        "database": r"database|(?:db|database) (?:locks|connections)",
        "shipping": r"(?:packing|shipping|dispatch|delivery|tracking) (?:records?|history|log)",
        "backups": r"backups?|snapshots?",
        "checksums": r"checksums?|file hash(?:es)?",
        "gateway": r"(?:mail |e-?mail |web )?gateway|web proxy|siem|edr telemetry",
        "certificates": r"(?:tls |ssl )certificates?|certificate chain",
        "permissions": r"permissions|access rights|role assignments",
        "disks": r"disk (?:space|usage)|free space",
        "metrics": r"metrics|dashboards?|monitoring",
    },
    whole=(
        r"inform|notif|alert|told|looped|call|phon|rang|contact|paged|messag|mailed|asked|word|spoke|"
        r"talked|checked|verified|confirmed|know|list|network|reach|access|log in|sign in|"
        r"dropped|way|out\b"
    ),
    left={
        "access": (
            r"\b(?:is|are|sits?|stands?)(?: now| already)? on (?:the|our|your) (?:[\w'’-]+ ){0,2}?"
            r"(?:deny|block|black) ?list\b|"
            r"\b(?:is|are|has been|have been)(?: now)? (?:taken )?off the network\b|"
            r"\bcan no longer (?:reach|access|log in|sign in)\b|\bis(?: now)? being dropped\b"
        ),
        "refund": (
            r"(?:\b(?:money|amount)|[$€£¥] ?\d[\d.,]*) (?:is|are) (?:now )?"
            r"on (?:its|the) way\b"
        ),
        "message": r"\b(?:note|mail|e-?mail|message) to (?:\w+ ){1,3}is out\b",
    },
    looks=(
        rf"{_MINE}(?:{{verb}})\b{_GAP}\b(?i:{{noun}})\b",
        rf"(?:^|[.!:] )(?:After|Having|Upon) (?:{{verbing}})\b{_GAP}\b(?i:{{noun}})\b",
    ),
    looks_stand=(
        (
            rf"(?:^|[.!:] |[*-] )(?:The |Your |All )?(?i:{{noun}})(?: [\w'’-]+){{0,4}}?"
            rf" (?:is|are|has been|have been){_ADVERBS} (?:{{verb}})\b(?! by\b)"
        ),
    ),
    own_sign=(
        r"\b(?:I|[Ww]e)(?:['’]ve| have)? |\b(?:After|Having|Upon) (?:check|go|look|review|search|"
        r"compar|pull|read|query|scan|inspect|examin)"
    ),
    unreal=(
        rf"\b(?:{DENYING}|{SUPPOSING}|{DEPENDING}|will|shall|can|let me|need|want|please|must|"
        r"before|no|after (?:the|your|an?|it|this|that|we|I)|as soon as|by the time|nothing|none|"
        r"neither|failed|tried|whether|you(?=['’]ve| have)|example)\b|"
        r"n['’]t\b|['’]ll\b"
    ),
    told_by_others=(
        r"\b(?:according to|by you(?:rself)?|as you said|you (?:said|told|have|had|already)|says|"
        r"shows|states|per the|reported(?:ly)? by|the record)\b"
    ),
)
