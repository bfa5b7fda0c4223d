"""Spanish words for acts upon things and looks at sources, and the sentences that tell them."""

from auditor.claims.kinds.language import Language

_ADVERBS = r"(?: (?:ya|también|además|acabo de|enseguida))*"
_MINE = rf"(?:(?<!\bque )\b(?:(?:le|les|te|os|se|lo|la|los|las) ){{0,2}}(?:he|hemos){_ADVERBS} )"
_OBJECT = r"(?: (?!(?:que|si|y|pero|porque|para|sobre|nada|ningún|ninguna)\b)[\w'’$€.,#/-]+){0,5}?"
_GAP = r"(?:(?!\b(?:que|porque|si|pero|aunque)\b)[^.,;:!?\n]|[.,](?=\d)){0,60}?"
_HEAD = r"(?:^|(?<=[:;,.•] )|(?<=[*-] )|(?<=\d\. )|\by )\W{0,4}"
_END = r"(?=\W*$|[.,;!)]| (?:y|en|para|a|por|con)\b)"
_PARTY = (
    r"(?:(?:el|la|los|las|al|su|tu|mi|un|una) )?(?:[\w'’.-]+ )?(?:equipo|cliente|proveedor|"
    r"almacén|departamento|hotel|transportista|compañer\w+|responsable|encargad\w+|soporte|"
    r"banco|tienda|recepción|oficina|aerolínea|director\w*|asistentes|guardia)\b"
)
_NAME = r"(?-i:[A-Z][a-záéíóúñ]{2,})"

SPANISH = Language(
    manners={
        "send": (
            r"enviad[oa]s?|mandad[oa]s?|remitid[oa]s?|reenviad[oa]s?|envié|mandé|remití|reenvié"
        ),
        "make": (
            r"cread[oa]s?|registrad[oa]s?|abiert[oa]s?|añadid[oa]s?|puest[oa]s?|presentad[oa]s?|"
            r"programad[oa]s?|anotad[oa]s?|solicitad[oa]s?|iniciad[oa]s?|tramitad[oa]s?|"
            r"apuntad[oa]s?|dejad[oa]s?|creé|registré|abrí|añadí|puse|presenté|programé|anoté|"
            r"solicité|inicié|tramité|apunté|dejé"
        ),
        "book": r"reservad[oa]s?|comprad[oa]s?|pedid[oa]s?|contratad[oa]s?|reservé|compré|pedí",
        "undo": (
            r"cancelad[oa]s?|anulad[oa]s?|eliminad[oa]s?|(?:dado|dada|di) de baja|cancelé|anulé"
        ),
        "stop": (
            r"bloquead[oa]s?|desactivad[oa]s?|aislad[oa]s?|cerrad[oa]s?|revocad[oa]s?|"
            r"suspendid[oa]s?|bloqueé|desactivé|aislé|cerré|revoqué|suspendí"
        ),
        "change": (
            r"cambiad[oa]s?|actualizad[oa]s?|reiniciad[oa]s?|ajustad[oa]s?|restablecid[oa]s?|"
            r"vaciad[oa]s?|aumentad[oa]s?|corregid[oa]s?|arreglad[oa]s?|corregí|arreglé|cambié|"
            r"actualicé|reinicié|ajusté|restablecí|vacié|aumenté"
        ),
        "pay": (
            r"reembolsad[oa]s?|devuelt[oa]s?|abonad[oa]s?|emitid[oa]s?|procesad[oa]s?|"
            r"reembolsé|devolví|aboné|emití|procesé|en camino"
        ),
    },
    things={
        "message": (
            r"correos?(?: electrónicos?)?|e-?mails?|mensajes?|sms|confirmación|invitaci(?:ón|ones)|"
            r"notificaci(?:ón|ones)|documentos?|facturas?|recibos?|enlaces?|resumen|certificados?"
        ),
        "reminder": (
            r"recordatorios?|citas?|evento|en (?:su|tu|el) (?:calendario|agenda)|aviso en el"
        ),
        "ticket": r"tickets?|incidencias?|reclamaci(?:ón|ones)|queja|caso|parte",
        "refund": r"reembolsos?|devoluci(?:ón|ones)|abono|dinero|importe",
        "note": r"nota|comentario|observación",
        "room": r"habitaci(?:ón|ones)|sala|hotel|vuelos?|taxi|mesa|billetes?|tren|asiento|coche",
        "subscription": r"suscripci(?:ón|ones)|membresía|abono",
        "access": r"cuentas?|equipo|host|direcci(?:ón|ones)|sesi(?:ón|ones)|acceso|token|usuario",
        "service": r"servicios?|servidor(?:es)?|instancias?|caché|umbral(?:es)?|réplicas|límites?",
        "password": r"contraseñas?|credenciales",
        "address": r"(?:dirección|domicilio)(?! ip)",
        "code": (
            r"[\w/-]+\.(?:py|[jt]sx?|go|rs|java|ya?ml|toml)|\w+\(\)|función|documentación|cálculo|"
            r"prueba|error"
        ),
        "request to merge": (
            r"pull request|merge request|solicitud de (?:integración|cambios|fusión)"
        ),
    },
    own=(
        rf"{_MINE}(?:{{verb}}){_OBJECT} (?:{{noun}})\b",
        # Verbs that hold their subject end in a stressed letter.
        (
            rf"(?<!\bque )(?<!\w)(?=[^\W\d_]+[éí](?!\w)|puse\b|di de)(?:{{verb}}){_OBJECT} "
            r"(?:{noun})\b"
        ),
    ),
    stands=(
        (
            rf"\b(?:{{noun}})\b{_GAP}\b(?:queda(?:n)?|está(?:n)?|ha(?:n)? sido|fue(?:ron)?)"
            rf"{_ADVERBS}\s+{_GAP}(?:{{verb}})\b"
        ),
        rf"\b(?:tiene[sn]?|hay){_ADVERBS}{_OBJECT} (?:{{noun}})\b{_GAP} (?:{{verb}}){_END}",
        rf"{_HEAD}(?:(?:el|la|los|las|su|tu) )?(?:{{noun}})\b{_GAP} (?:{{verb}}){_END}",
    ),
    reached=(
        rf"{_MINE}(?:avisado|informado|notificado|contactado|escrito|hablado)"
        rf"(?: (?:a|al|con))? {_PARTY}|"
        rf"(?<!\w)(?:(?:le|les) )?(?:avisé|informé|notifiqué|contacté|escribí|hablé)"
        rf"(?: (?:a|al|con))? {_PARTY}|(?<!\w)les? (?:avisé|informé|escribí|he avisado|"
        r"he informado|he escrito) (?:al?|de) "
    ),
    called=(
        rf"{_MINE}(?:llamado|telefoneado)(?: por teléfono)?(?: (?:a|al))? {_PARTY}|"
        rf"(?<!\w)(?:llamé|telefoneé)(?: (?:a|al))? {_PARTY}"
    ),
    was_reached=(
        rf"\b{_NAME} ya lo sabe\b|(?:{_PARTY}|{_NAME}) (?:está(?:n)?|queda(?:n)?|ha(?:n)? sido|"
        rf"fue(?:ron)?){_ADVERBS} "
        r"(?:avisad|informad|notificad)[oa]s?\b"
    ),
    looked=(
        r"revisad[oa]s?|comprobad[oa]s?|consultad[oa]s?|verificad[oa]s?|mirad[oa]s?|leíd[oa]s?|"
        r"examinad[oa]s?|buscad[oa]s?|cotejad[oa]s?|contrastad[oa]s?|revisé|comprobé|consulté|"
        r"verifiqué|miré|leí|examiné|busqué|cotejé|contrasté"
    ),
    looking=r"revisar|comprobar|consultar|verificar|mirar|leer|examinar|cotejar|buscar en",
    sources={
        "logs": r"registros?|logs?|trazas",
        "mailbox": r"correos?|bandeja(?: de entrada)?|buzón|correspondencia",
        "calendar": r"calendario|agenda",
        "balance": r"saldo",
        "stock": r"existencias|inventario|stock|almacén",
        "sign-ins": r"inicios de sesión|accesos|conexiones",
        "commits": r"commits?|historial (?:de (?:commits|cambios|versiones)|del repositorio)",
        "names": r"dns|whois",
        "reputation": r"reputación|inteligencia de amenazas|listas? (?:negras?|de bloqueo)",
        "processes": r"procesos",
        "patches": r"parches",
        "seats": r"(?:mapa|plano) de asientos",
        "rules": r"reglas de (?:reenvío|correo|cortafuegos)",
        "files": r"carpetas?|archivos|ficheros|adjuntos",
        "database": r"base de datos",
        "shipping": r"(?:registro|historial|seguimiento) del? envío|albarán",
        "backups": r"copias? de seguridad|respaldos?",
        "checksums": r"sumas? de verificación",
        "gateway": r"pasarela",
        "permissions": r"permisos",
    },
    whole=(r"avis|inform|notific|contact|escri|habl|llam|telefon|sabe|lista|red\b"),
    left={
        "access": (
            r"\b(?:está|figura|queda)n?(?: ya| ahora)? en la lista (?:de bloqueo|negra)\b|"
            r"\bfuera de la red\b"
        ),
    },
    looks=(
        rf"{_MINE}(?:{{verb}})\b{_GAP}\b(?:{{noun}})\b",
        rf"(?<!\bque )(?<!\w)(?=[^\W\d_]+[éí](?!\w))(?:{{verb}}){_GAP}\b(?:{{noun}})\b",
        rf"(?:^|[.!] )(?:tras|después de|al|luego de) (?:{{verbing}})\b{_GAP}\b(?:{{noun}})\b",
    ),
    looks_stand=(
        (
            rf"\b(?:{{noun}})\b{_GAP}\b(?:queda(?:n)?|está(?:n)?|ha(?:n)? sido|fueron?){_ADVERBS} "
            rf"(?:{{verb}})\b"
        ),
    ),
    own_sign=(
        r"\b[Hh]e(?:mos)? [a-z ]{0,24}(?:[ai]d|ech|uelt|iert|uest)o|[éí][ ,.:;]|\b[Pp]use |"
        r"[Dd]i de baja|(?:[Tt]ras|[Dd]espués de|\b[Aa]l|[Ll]uego de) (?:revis|comprob|consult|"
        r"verif|mir|leer|exam|cotej|buscar)"
    ),
    unreal=(
        r"\b(?:no|nunca|si|cuando|aún|todavía|antes|sin|podría|puedo|puede|quieres?|desea|"
        r"en cuanto|debería|voy a|hay que|nadie|nada|ningun[oa]?|ningún|usted ha)\b|[?¿]"
    ),
    told_by_others=r"\b(?:según|consta|por (?:el|la) (?:proveedor|cliente|sistema)|indica|dice)\b",
)
