"""French words for acts upon things and looks at sources, and the sentences that tell them."""

from auditor.claims.kinds.language import Language

_ADVERBS = r"(?: (?:bien|également|aussi|déjà|aussitôt|immédiatement|désormais|tous|toutes))*"
_MINE = (
    rf"(?:\bj['’](?:ai|en ai|y ai){_ADVERBS} |\bje (?:vous|lui|leur|l['’]|les|"
    rf"t['’]) ?(?:en )?ai{_ADVERBS} |"
    rf"\bnous avons{_ADVERBS} |\bje viens (?:tout juste |juste )?(?:de |d['’]))"
)
_OBJECT = r"(?: (?!(?:que|si|et|mais|car|pour|sur|rien|aucune?|qui|dont)\b)[\w'’$€.,#/-]+){0,5}?"
_BORDER = r"(?:[ '’])"
_GAP = r"(?:(?!\b(?:que|qui|car|si|mais)\b)[^.,;:!?\n]|[.,](?=\d)){0,60}?"
_HEAD = r"(?:^|(?<=[:;,•] )|(?<=[*-] )|(?<=\d\. )|\bet )\W{0,4}"
_END = r"(?=\W*$|[.,;!)]| (?:et|à|au|aux|pour|par|avec|dans|sur)\b)"
_PARTY = (
    r"(?:(?:le|la|les|l['’]|votre|notre|au|à|avec|un|une|d['’]) ?){0,3}(?:[\w'’.-]+ )?(?:équipe|"
    r"client|"
    r"fournisseur|dépôt|entrepôt|service|transporteur|hôtel|responsable|collègue|banque|magasin|"
    r"réception|support|compagnie|propriétaire|participants|astreinte)\w*\b"
)
_NAME = r"(?-i:\b[A-Z][a-zéèêç]{2,})"

FRENCH = Language(
    manners={
        "send": (
            r"envoyée?s?|envoyer|transmise?s?|transmettre|adressée?s?|expédiée?s?|transférée?s?"
        ),
        "make": (
            r"crée?ée?s?|créer|ouverte?s?|ouvrir|ajoutée?s?|ajouter|enregistrée?s?|enregistrer|"
            r"déposée?s?|déposer|inscrite?s?|programmée?s?|laissée?s?|notée?s?|saisie?s?|"
            r"soumise?s?|soumettre|mise?s?|posée?s?|placée?s?|lancée?s?|demandée?s?"
        ),
        "book": r"réservée?s?|réserver|commandée?s?|commander|achetée?s?|acheter",
        "undo": r"annulée?s?|annuler|résiliée?s?|résilier|supprimée?s?|supprimer",
        "stop": (
            r"bloquée?s?|bloquer|désactivée?s?|désactiver|isolée?s?|isoler|fermée?s?|fermer|"
            r"révoquée?s?|révoquer|suspendue?s?|verrouillée?s?"
        ),
        "change": (
            r"modifiée?s?|modifier|redémarrée?s?|redémarrer|réinitialisée?s?|réinitialiser|"
            r"vidée?s?|vider|relevée?s?|ajustée?s?|mise?s? à jour|changée?s?|augmentée?s?|"
            r"corrigée?s?|corriger|mettre à jour"
        ),
        "pay": (
            r"remboursée?s?|rembourser|créditée?s?|émise?s?|effectuée?s?|effectuer|procédé au|"
            r"procéder au|initiée?s?|parti"
        ),
    },
    things={
        "message": (
            r"e-?mails?|courriels?|courrier|mails?|messages?|sms|confirmation|invitations?|"
            r"notifications?|documents?|factures?|reçus?|liens?|récapitulatif|attestations?"
        ),
        "reminder": r"rappels?|rendez-vous|dans votre (?:agenda|calendrier)|événement",
        "ticket": r"tickets?|réclamations?|plainte|dossier|incident|signalement",
        "refund": r"remboursements?|avoir|virement",
        "note": r"note|commentaire|remarque|annotation",
        "room": r"chambres?|salle|hôtel|vols?|taxi|table|billets?|train|siège|voiture",
        "subscription": r"abonnements?|adhésion|newsletter",
        "access": r"comptes?|poste|machine|adresses?|sessions?|accès|jetons?|utilisateur",
        "service": r"services?|serveurs?|instances?|cache|seuils?|réplicas|plafond|limites?",
        "password": r"mots? de passe|identifiants",
        "address": r"adresse(?! ip)",
        "code": (
            r"[\w/-]+\.(?:py|[jt]sx?|go|rs|java|ya?ml|toml)|\w+\(\)|fonction|documentation|bogue|"
            r"bug"
        ),
        "request to merge": r"pull request|merge request|demande de fusion",
    },
    own=(
        rf"{_MINE}(?:{{verb}}){_OBJECT}{_BORDER}(?:{{noun}})\b",
        rf"{_MINE}{_GAP}\bet(?: ai)? (?:{{verb}}){_OBJECT}{_BORDER}(?:{{noun}})\b",
    ),
    stands=(
        (
            rf"\b(?:{{noun}})\b{_GAP}\b(?:est|sont|a été|ont été|"
            rf"vient d['’]être){_ADVERBS} (?:{{verb}})"
            r"(?!\w)(?! par\b)"
        ),
        rf"{_HEAD}(?:(?:le|la|les|votre|vos) |l['’])?(?:{{noun}})\b{_GAP} (?:{{verb}}){_END}",
    ),
    reached=(
        rf"{_MINE}(?:contacté|contacter|prévenu|prévenir|informé|informer|averti|avertir|"
        rf"parlé|parler|échangé|téléphoné|notifié)e?s? {_PARTY}"
    ),
    called=rf"{_MINE}(?:appelée?s?|appeler|téléphoné(?: à| au)?|joint) {_PARTY}",
    was_reached=(
        rf"(?:{_PARTY}|{_NAME}) (?:est|sont|a été|ont été){_ADVERBS} (?:prévenu|informé|averti|"
        rf"notifié)e?s?\b"
        r"(?! par\b)"
    ),
    looked=(
        r"vérifiée?s?|vérifier|contrôlée?s?|contrôler|consultée?s?|consulter|examinée?s?|examiner|"
        r"regardée?s?|regarder|passée?s? en revue|parcourue?s?|parcourir|lue?s?|recherchée?s?|"
        r"comparée?s?|recoupée?s?"
    ),
    looking=(
        r"vérification|examen|consultation|lecture|contrôle|avoir (?:vérifié|consulté|examiné|"
        r"regardé|parcouru)|analyse"
    ),
    sources={
        "logs": r"journaux|logs?|traces",
        "mailbox": r"boîte(?: de réception| mail)?|e-?mails|courriels|messagerie|correspondance",
        "calendar": r"agenda|calendrier",
        "balance": r"solde",
        "stock": r"stocks?|inventaire",
        "sign-ins": r"connexions|authentifications",
        "commits": r"commits?|historique (?:des commits|git|du dépôt)",
        "names": r"dns|whois",
        "reputation": r"réputation|renseignement sur les menaces|listes? noires?",
        "processes": r"processus",
        "patches": r"correctifs",
        "seats": r"plan (?:de cabine|des sièges)",
        "rules": r"règles (?:de messagerie|de transfert|de redirection|de pare-feu)",
        "files": r"dossiers? partagés?|fichiers|pièces jointes",
        "database": r"base de données",
        "shipping": r"suivi (?:du colis|de livraison)|bordereau",
        "backups": r"sauvegardes?",
        "checksums": r"sommes? de contrôle",
        "gateway": r"passerelle",
        "permissions": r"droits d['’]accès|permissions",
    },
    whole=(r"contact|préven|inform|avert|appel|parl|échang|téléphon|joint|notifi|liste|réseau"),
    left={
        "access": (
            r"\b(?:est|figure|se trouve)(?: désormais| maintenant)? (?:sur|dans) la liste "
            r"(?:de blocage|noire)\b|\bhors du réseau\b"
        ),
    },
    looks=(
        rf"{_MINE}(?:{{verb}})(?!\w){_GAP}\b(?:{{noun}})\b",
        rf"(?:^|[.!] )après (?:{{verbing}})(?!\w){_GAP}\b(?:{{noun}})\b",
    ),
    looks_stand=(
        rf"\b(?:{{noun}})\b{_GAP}\b(?:est|sont|a été|ont été){_ADVERBS} (?:{{verb}})(?!\w)",
    ),
    own_sign=r"['’](?:en |y )?ai |[Jj]e viens|[Nn]ous avons|[Jj]e [a-z]+ (?:en )?ai |[Aa]près ",
    unreal=(
        r"\b(?:pas|jamais|rien|aucune?|ne|n['’]\w+|si|quand|lorsque|dès|avant|sans|une fois|"
        r"voulez|souhaitez|peux|pourr\w+|vais|devr\w+|propose|faut|faudra|vous avez (?!reçu))\b|\?"
    ),
    told_by_others=r"\b(?:selon|d['’]après|indique|par (?:le|la|vos|votre|l['’])|mentionne)\b",
)
