"""German words for acts upon things and looks at sources, and the sentences that tell them."""

from auditor.claims.kinds.language import Language

_GAP = r"(?:[^.,;:!?\n]|[.,:](?=\d)){0,70}?"
# Of another subject in one row with it.
_OWN_GAP = r"(?:(?! (?:ist|sind|war|wurden?|wird) )(?:[^.,;:!?\n]|[.,:](?=\d))){0,70}?"
_I = r"(?:(?:ich|wir) habe?n?|habe?n? (?:ich|wir))"
_HEAD = r"(?:^|(?<=[:;,•] )|(?<=[*-] )|(?<=\d\. )|\bund )\W{0,4}"
_END = r"(?=\W*$|[.,;!)]| (?:und|an|bei|für|sowie|mit)\b)"
_PARTY = (
    r"(?:team|kolleg\w+|bereitschaft|frau|herrn?|kund\w+|\w*abteilung|lager|zentrale|hotel|"
    r"\w*dienst|spedition|lieferant\w*|hersteller|leitung|vorgesetzte\w*|teilnehmer\w*|"
    r"verantwortliche\w*|rezeption|ihr|ihm|ihnen|support|bank)"
)
_NAME = r"(?-i:[A-Z][a-z]{2,})(?= weiß)"

GERMAN = Language(
    manners={
        "send": (
            r"(?:zu|ab|ver|nach|über)?ge?sch?ickt|gesendet|versendet|zugesandt|versandt|"
            r"übermittelt|"
            r"weitergeleitet|gemailt|raus|unterwegs"
        ),
        "make": (
            r"angelegt|erstellt|eingetragen|gesetzt|gestellt|eröffnet|aufgemacht|geöffnet|"
            r"eingereicht|hinterlegt|vermerkt|hinzugefügt|aufgenommen|eingerichtet|gemeldet|"
            r"beantragt|offen"
        ),
        "book": r"gebucht|reserviert|bestellt",
        "undo": r"storniert|gekündigt|gelöscht|abbestellt|beendet",
        "stop": (
            r"gesperrt|blockiert|deaktiviert|isoliert|getrennt|geschlossen|widerrufen|abgemeldet"
        ),
        "change": (
            r"geändert|geleert|neu gestartet|neugestartet|zurückgesetzt|angehoben|erhöht|gesenkt|"
            r"aktualisiert|angepasst|hochgesetzt|hochgefahren|behoben|korrigiert|repariert"
        ),
        "pay": (
            r"erstattet|überwiesen|gutgeschrieben|veranlasst|angewiesen|ausgelöst|zurückgebucht|"
            r"unterwegs|raus"
        ),
    },
    things={
        "message": (
            r"\w*(?:e-?mail|mail)s?(?!adress)|\w*nachricht(?:en)?|sms|einladung(?:en)?|"
            r"\w*bestätigung|rundschreiben|tagesordnung|unterlagen|rechnung|beleg|gutschein|"
            r"bescheinigung|link"
        ),
        "reminder": (
            r"erinnerung(?:en)?|\w*termine?|kalendereintrag|(?:in|im) (?:ihrem|ihren|den|deinem|"
            r"deinen) kalender"
        ),
        "ticket": r"\w*ticket|vorgang|reklamation|beschwerde|\w*meldung|störung",
        "refund": r"\w*erstattung|rückzahlung|gutschrift|geld",
        "note": r"notiz|vermerk|anmerkung",
        "room": r"\w*raum|zimmer|hotel|flug|taxi|tisch|sitzplatz|zug|saal",
        "subscription": r"abo|abonnement|mitgliedschaft|newsletter",
        "access": r"\w*konto|rechner|host|adresse|sitzung(?:en)?|zugang|token|gerät",
        "service": (
            r"\w*dienst|server|instanz(?:en)?|cache|\w*schwelle|schwellenwert|zwischenspeicher|"
            r"\w*limit"
        ),
        "password": r"passwort|kennwort|zugangsdaten",
        "address": r"\w*adresse|anschrift",
        "code": (
            r"[\w/-]+\.(?:py|[jt]sx?|go|rs|java|ya?ml|toml)|\w+\(\)|fehler|funktion|dokumentation"
        ),
        "request to merge": r"pull[- ]request|merge[- ]request",
    },
    own=(
        rf"\b{_I}\b{_OWN_GAP}\b(?:{{noun}})\b{_OWN_GAP}\b(?:{{verb}})\b",
        rf"\b(?:{{noun}})\b{_OWN_GAP}\b{_I}\b{_OWN_GAP}\b(?:{{verb}})\b",
    ),
    stands=(
        rf"\b(?:{{noun}})\b{_GAP}\b(?:ist|sind|wurden?|steht|liegt)\b{_GAP}\b(?:{{verb}})\b",
        rf"{_HEAD}(?:{{noun}})\b{_GAP} (?:{{verb}}){_END}",
    ),
    reached=(
        rf"\b{_I}\b{_GAP}\b{_PARTY}\b{_GAP}\b(?:informiert|benachrichtigt|verständigt|"
        rf"kontaktiert|angeschrieben|geschrieben|gesprochen|bescheid (?:gegeben|gesagt))\b|"
        rf"\b{_PARTY}\b{_GAP}\b{_I}\b{_GAP}\b(?:informiert|benachrichtigt|verständigt|"
        rf"kontaktiert|angeschrieben|geschrieben|gesprochen|bescheid (?:gegeben|gesagt))\b"
    ),
    called=(
        rf"\b{_I}\b{_OWN_GAP}\b{_PARTY}\b{_OWN_GAP}\b(?:angerufen|telefoniert)\b|"
        rf"\b{_PARTY}\b{_OWN_GAP}\b{_I}\b{_OWN_GAP}\b(?:angerufen|telefoniert)\b"
    ),
    was_reached=(
        rf"\b(?:{_PARTY}|{_NAME})\b{_GAP}\b(?:ist|sind|wurden?|weiß|wissen)\b{_GAP}\b"
        r"(?:informiert|benachrichtigt|verständigt|bescheid|im bilde)\b"
    ),
    looked=(
        r"geprüft|überprüft|nachgesehen|angesehen|durchgesehen|kontrolliert|durchsucht|abgefragt|"
        r"gesichtet|eingesehen|ausgewertet|abgeglichen|durchgezählt|gelesen|verglichen|gefunden|"
        r"durchgegangen|angeschaut|nachgeschaut"
    ),
    looking=r"prüfung|durchsicht|blick in|abgleich|auswertung|sichtung|abfrage",
    sources={
        "logs": r"logs?|\w*protokollen?|logdatei(?:en)?",
        "mailbox": r"postfach|posteingang|schriftverkehr|e-?mails|mails|korrespondenz",
        "calendar": r"kalender",
        "balance": r"kontostand|guthaben|saldo",
        "stock": r"lagerbestand|\w*bestand",
        "sign-ins": r"anmeldungen|logins|anmeldehistorie",
        "commits": r"commits|commit-?historie|git-?historie|versionsgeschichte",
        "names": r"dns(?:-einträge)?|whois",
        "reputation": r"bedrohungs\w+|threat-?feeds?|sperrlisten?|reputation",
        "processes": r"prozesse|prozessliste",
        "patches": r"patch-?stand|patches",
        "seats": r"sitzplan",
        "rules": r"weiterleitungs\w*|postfachregeln|firewall-?regeln",
        "files": r"ordner|dateien|ablage|laufwerk|anhänge",
        "database": r"datenbank|sperren|verbindungen zur datenbank",
        "shipping": r"sendungsverlauf|packliste|versandprotokoll",
        "backups": r"backups?|sicherung(?:en)?|snapshots?",
        "checksums": r"prüfsummen?",
        "gateway": r"(?:mail-?)?gateway",
        "permissions": r"berechtigung(?:en)?|zugriffsrechte",
    },
    whole=(
        r"inform|benach|verständ|kontakt|anges|geschr|gespro|bescheid|bilde|telefon|angeruf|liste|netz"
    ),
    left={
        "access": (
            r"\b(?:steht|stehen|ist|liegt)\b(?: jetzt| nun| bereits)* auf der (?:\w+ )?"
            r"(?:sperr|block|deny)[- ]?list\w*|\b(?:ist|sind)(?: jetzt| nun)? vom netz\b"
        ),
    },
    looks=(
        rf"\b{_I}\b{_GAP}\b(?:{{noun}})\b{_GAP}\b(?:{{verb}})\b",
        rf"\b(?:{{noun}})\b{_GAP}\b{_I}\b{_GAP}\b(?:{{verb}})\b",
        (
            rf"(?:^|[.!] )(?:(?:nach|laut|bei)(?: \w+)? |ein(?:e|"
            rf"er)? )?(?:{{verbing}})\b{_GAP}\b(?:{{noun}})\b"
            r"(?=[^.;?\n]*\b(?:zeigt|ergab|ergibt|brachte|kann|ist|sind|habe|war|fand)\b)"
        ),
    ),
    looks_stand=(rf"\b(?:{{noun}})\b{_GAP}\b(?:ist|sind|wurden?)\b{_GAP}\b(?:{{verb}})\b",),
    own_sign=(
        r"[Ii]ch habe|[Ww]ir haben|[Hh]aben? (?:ich|wir)\b|prüfung|durchsicht|[Bb]lick in|abgleich|"
        r"Prüfung|Durchsicht|Abgleich|Auswertung|auswertung|Sichtung|sichtung|abfrage|Abfrage"
    ),
    unreal=(
        r"\b(?:nicht|kein\w*|nie|niemals|noch|wenn|falls|sobald|bevor|nachdem|ob|wäre|würde\w*|"
        r"hätte\w*|soll\w*|könn\w*|kann|werde|wird|bitte|nichts|laut)\b|\?"
    ),
    told_by_others=r"\b(?:laut|gemäß|zufolge|demnach|von (?:herrn?|frau|[a-z]\.)|vermerkt ist)\b",
)
