"""The kinds of things that acts and looks are upon, and how a call speaks of one.

A call that may have done an act upon a thing, or a look at one, says so by some word: in its name,
its arguments or what came back. The words are beginnings of words in several languages, and far
more than those by which a claim is told: a call that may be meant backs a claim.
"""

from typing import Literal, NamedTuple

Thing = Literal[
    "message", "person", "line", "reminder", "ticket", "refund", "note", "room", "subscription",
    "access",
    "service", "password", "address", "code",
    "request to merge",
]  # fmt: skip
"""What acts are upon."""

Source = Literal[
    "logs", "mailbox", "calendar", "balance", "stock", "sign-ins", "commits", "names", "reputation",
    "processes", "patches", "seats", "rules", "files", "database", "shipping", "backups",
    "checksums", "gateway", "certificates", "permissions", "disks", "metrics",
]  # fmt: skip
"""What looks are at."""

Manner = Literal["send", "make", "book", "undo", "stop", "change", "pay"]
"""How something is done, as verbs tell it."""

MANNERS: dict[Thing, tuple[Manner, ...]] = {
    "message": ("send",),
    "reminder": ("make",),
    "ticket": ("make", "send"),
    "refund": ("make", "pay"),
    "note": ("make",),
    "room": ("book",),
    "subscription": ("undo",),
    "access": ("stop",),
    "service": ("change",),
    "password": ("change",),
    "address": ("change",),
    "code": ("change", "make"),
    "request to merge": ("make", "send"),
}
"""How acts upon a thing are told; whom one reached is told by verbs of their own."""


class Kind(NamedTuple):
    """A kind of things.

    Attributes:
        words: What a call that may have been about such a thing speaks of, in small letters.
        by_hand_over: Whoever hands a conversation over may have done it.
    """

    words: str
    by_hand_over: bool = False


_SAYING = (
    r"mail|messag|msg|sms|notif|inform|send|sent|forward|reply|post|chat|slack|contact|share|"
    r"invit|alert|publish|announc|tweet|text|dm_|correo|mensaj|envi|courri|nachricht|schick|"
    r"メール|通知|連絡|送信|邮件|短信|消息|发送"
)
_WRITES_FILES = r"file|edit|write|patch|replace|apply|code|notebook|config|command|script|deploy"

THINGS: dict[Thing, Kind] = {
    "message": Kind(_SAYING),
    "person": Kind(
        rf"{_SAYING}|call|phone|dial|ask|speak|talk|escalat|page|human|agent|ticket|case|assign|"
        r"handoff|hand_off|transfer",
        by_hand_over=True,
    ),
    "line": Kind(r"call|phone|dial|voice|telef|anruf|llam|appel|電話|电话|致电"),
    "reminder": Kind(
        r"remind|calend|event|schedul|appoint|meeting|alarm|alert|task|todo|to_do|follow|termin|"
        r"agenda|cita|recordat|rappel|reuni|rendez|予定|会議|リマインド|リマインダ|日程|日历|提醒|会议"
    ),
    "ticket": Kind(
        r"ticket|case|claim|complain|incident|issue|report|escalat|request|task|human|jira|"
        r"work_?order|"
        r"reclam|incidenc|vorgang|beschwerde|storung|störung|チケット|起票|工单|投诉|报修|申请",
        by_hand_over=True,
    ),
    "refund": Kind(
        r"refund|reimburs|pay|credit|cancel|return|charge|money|compens|exchang|certificate|"
        r"voucher|dispute|claim|transaction|erstatt|reembols|devol|rembours|返金|退款|退货|赔"
    ),
    "note": Kind(
        r"note|comment|remark|memo|descri|annotat|log|record|profile|message|ticket|case|crm|"
        r"update_user|update_customer|notiz|vermerk|nota|备注|メモ"
    ),
    "room": Kind(
        r"book|reserv|order|purchas|buy|checkout|replac|exchang|card|ship|rent|schedul|calend|event|ticket|buch|"
        r"bestell|compra|pedid|command|achat|予約|手配|购|订"
    ),
    "subscription": Kind(
        r"subscri|member|plan|account|service|suscrip|abon|contract|vertrag|addon|add_on|"
        r"サブスク|定期|会員|订阅|会员|套餐"
    ),
    "access": Kind(
        r"block|deny|den_|ban|isolat|quarantin|contain|disab|lock|revok|suspend|firewall|rule|"
        r"freez|deactivat|clos|reject|terminat|kill|logout|sign_out|session|remov|delet|access|"
        rf"status|acl|{_WRITES_FILES}|sperr|bloque|遮断|隔離|ブロック|封|隔离|禁"
    ),
    "service": Kind(
        r"limit|限额|上限|調整|调整|restart|reboot|scal|set|updat|chang|config|rollout|rollback|cache|flush|clear|purge|"
        rf"threshold|alert|tune|adjust|modif|start|stop|{_WRITES_FILES}|再起動|重启|扩容|修改"
    ),
    "password": Kind(rf"passw|reset|credential|secret|rotat|mfa|2fa|user|account|{_WRITES_FILES}"),
    "address": Kind(r"address|adress|profile|user|customer|account|contact|mail|direcci|住所|地址"),
    "code": Kind(rf"{_WRITES_FILES}|creat|updat|insert|sav|commit|push|doc|task|git|sed|modif"),
    "request to merge": Kind(
        r"pull|merge|\bpr\b|_pr\b|\bmr\b|_mr\b|push|git|commit|branch|submit|command"
    ),
}

SOURCES: dict[Source, Kind] = {
    "logs": Kind(
        r"log|protokoll|registro|journal|trace|event|stdout|stderr|output|audit|histor|ログ|履歴|日志|记录"
    ),
    "mailbox": Kind(
        r"mail|inbox|messag|thread|conversation|correo|courri|postfach|nachricht|メール|邮|信"
    ),
    "calendar": Kind(
        r"calend|event|appoint|meeting|schedul|termin|agenda|reuni|busy|free|slot|day|予定|日程|日历"
    ),
    "balance": Kind(r"balance|saldo|solde|kontostand|残高|余额|account|wallet"),
    "stock": Kind(
        r"stock|invent|warehous|quantit|availab|product|lager|bestand|almac|entrep|"
        r"在庫|库存|仓"
    ),
    "sign-ins": Kind(
        r"sign|log_?in|logon|logged|auth|session|access|anmeld|connexion|conex|inicio|ログイン|サインイン|登录"
    ),
    "commits": Kind(r"commit|git|histor|blame|log|diff|version|branch|コミット|提交"),
    "names": Kind(r"dns|whois|domain|resol|hostname|nslookup|\bdig\b"),
    "reputation": Kind(
        r"threat|reput|intel|feed|score|verdict|malic|blocklist|blacklist|abuse|risk|ioc|indicator|"
        r"scan|情报|威胁|脅威|レピュテーション|信誉"
    ),
    "processes": Kind(r"process|\bps\b|pid|top|task|running|prozess|proces|プロセス|进程"),
    "patches": Kind(r"patch|update|hotfix|version|software|vuln|cve|补丁|パッチ|更新"),
    "seats": Kind(r"seat.?(?:map|plan|chart)|get_seat|list_seat|seating|sitzpl|座位图|座席表"),
    "rules": Kind(r"rule|forward|filter|regel|regla|règle|ルール|转发|规则"),
    "files": Kind(
        r"file|folder|drive|doc|path|director|attach|datei|ordner|archiv|carpeta|fichier|dossier|"
        r"read_|ls|glob|grep|search|ファイル|フォルダ|文件"
    ),
    "database": Kind(
        r"database|\bdb\b|_db|db_|sql|query|table|connect|datenbank|base|数据库|データベース|lock"
    ),
    "shipping": Kind(
        r"pack|ship|track|carrier|deliver|logist|warehous|versand|liefer|envío|envio|exped|livrais|"
        r"配送|発送|出荷|物流|出库|快递"
    ),
    "backups": Kind(
        r"backup|back_up|snapshot|restor|dump|sicherung|sauvegard|copia|respald|备份|バックアップ"
    ),
    "checksums": Kind(
        r"checksum|hash|sha\d|md5|digest|signatur|verif|integr|prüfsumme|somme|suma|校验|チェックサム"
    ),
    "gateway": Kind(
        r"gateway|proxy|siem|edr|splunk|telemetr|trac|quer|search|hunt|log|event|suche|buscar|cherch|"
        r"网关|代理|查询|搜索"
    ),
    "certificates": Kind(r"cert|tls|ssl|x509|expir|https|zertifi|证书|証明書"),
    "permissions": Kind(
        r"permis|access|acl|role|right|grant|iam|polic|group|member|share|owner|berecht|rol|权限|権限"
    ),
    "disks": Kind(
        r"disk|\bdf\b|\bdu\b|storage|space|volume|filesystem|inode|used|platte|磁盘|ディスク"
    ),
    "metrics": Kind(
        r"metric|dashboard|graph|monitor|grafana|prometheus|status|stat|health|cpu|load|latenc|usage|"
        r"指标|监控|メトリクス|監視"
    ),
}
