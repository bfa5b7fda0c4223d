"""Chinese words for acts upon things and looks at sources, and the clauses that tell them."""

from auditor.claims.kinds.language import Language
from auditor.values.chinese_words import OFFERS, PLANS, SUPPOSES

# What the user did himself.
_BY_USER = r"(?<![为帮替给])[您你](?!的)[^，,。；\n为帮替给]{0,6}?已"
_GAP = r"[^，,。；！？\n没未不]{0,14}?"
_I = r"(?:我|[为帮替给][您你])"
_DONE = r"(?:了|过|好|完|到|至|给|在)"
_ALREADY = r"(?:已经?|刚刚?|均已|都已|也已)"
_PARTY = (
    r"(?:公司|部门|同事|团队|仓库|客服|前台|酒店|银行|商家|厂家|经理|主管|负责人|快递|物流|航司|"
    r"门店|供应商|客户|管理员|值班\w{0,2})"
)

CHINESE = Language(
    manners={
        "send": r"发送|发出|发到|发给|寄出|转发|送出|补发|发(?=[给到了])",
        "make": (
            r"设置|设|创建|新建|建立|添加|加入|加|写入|写|提交|登记|开具|开|"
            r"记录|备注|申请|发起"
        ),
        "book": r"预订|预定|预约|订|购买|下单|叫",
        "undo": r"取消|退订|注销|终止|解除",
        "stop": r"封禁|隔离|屏蔽|锁定|停用|冻结|禁用|断开|拉黑|吊销|封",
        "change": (
            r"重启|修改|调整|清空|清除|清理|重置|扩容|扩|更新|调高|调到|改为|"
            r"改成|增加|修复|改好"
        ),
        "pay": r"退款|退回|退还|退|返还|提交|申请|办理|办(?=[了好])|发起",
    },
    things={
        "message": r"(?:确认)?邮件|短信|消息|通知(?!栏)|邀请函?|信|发票|链接|凭证|简历|资料",
        "reminder": r"提醒|日程|日历|闹钟|行程安排",
        "ticket": r"工单|投诉|理赔|报修单|申诉|事件单",
        "refund": r"退款(?:申请)?|赔付|[\d.]+ ?元(?=.{0,6}退)|款项",
        "note": r"备注|便签|留言",
        "room": r"房间|酒店|会议室|机票|车票|座位|出租车|餐位|航班",
        "subscription": r"订阅|会员|套餐|续费",
        "access": r"账[户号]|主机|地址|会话|令牌|IP|终端|[\w.-]*\d[\w.-]*",
        "service": r"服务|服务器|实例|副本|缓存|阈值|节点|限额|上限",
        "password": r"密码|口令",
        "address": r"(?:收货|送货|邮寄|通讯)地址",
        "code": r"[\w/-]+\.(?:py|[jt]sx?|go|rs|java|ya?ml|toml)|\w+\(\)|代码|函数",
        "request to merge": r"合并请求|PR",
    },
    own=(
        rf"{_I}{_GAP}{_ALREADY}?{_GAP}(?:{{verb}}){_DONE}?{_GAP}(?:{{noun}})",
        rf"{_I}{_GAP}(?:{{noun}}){_GAP}(?:{{verb}}){_DONE}",
        rf"{_ALREADY}[为帮替给][您你]{_GAP}(?:{{verb}}){_DONE}?{_GAP}(?:{{noun}})",
    ),
    stands=(
        rf"(?:{{noun}}){_GAP}{_ALREADY}{_GAP}(?:{{verb}})",
        rf"(?:{{noun}}){_GAP}(?:{{verb}})(?:给[您你])?了",
    ),
    reached=(
        rf"我{_GAP}(?:跟|和|与|向|给|同|联系|通知){_GAP}{_PARTY}{_GAP}"
        rf"(?:沟通|联系|确认|打|说|谈|反馈|通知|问|汇报|核实)?{_GAP}(?:过|了|过了)|"
        rf"我{_GAP}{_ALREADY}{_GAP}(?:联系|通知|告知|知会){_GAP}{_PARTY}|"
        rf"{_PARTY}{_GAP}收到我的?{_GAP}(?:通知|消息|邮件)"
    ),
    called=(
        rf"我{_GAP}(?:致电|打电话给|拨打){_GAP}{_PARTY}|"
        rf"我{_GAP}给{_GAP}{_PARTY}{_GAP}打(?:了|过)?{_GAP}电话"
    ),
    was_reached=(
        rf"{_ALREADY}{_GAP}(?:联系|通知|致电|告知|知会)(?:了)?{_GAP}{_PARTY}|"
        rf"{_PARTY}{_GAP}{_ALREADY}{_GAP}(?:通知|告知|知会|联系)"
    ),
    looked=r"查询|查看|查阅|核实|核对|检查|检索|翻阅|翻看|比对|对比|看|查|调阅|排查",
    looking=r"查询|查看|查阅|核实|核对|检查|检索|翻阅|比对|对比",
    sources={
        "logs": r"日志",
        "mailbox": r"收件箱|邮箱|邮件",
        "calendar": r"日历|日程",
        "balance": r"余额",
        "stock": r"库存|仓库",
        "sign-ins": r"登录(?:日志|记录|历史)",
        "commits": r"提交(?:记录|历史)|变更记录",
        "names": r"DNS|域名记录|whois",
        "reputation": r"威胁情报(?:库)?|信誉库|黑名单",
        "processes": r"进程(?:列表)?",
        "patches": r"补丁(?:情况)?",
        "seats": r"座位图",
        "rules": r"转发规则|防火墙规则",
        "files": r"文件夹?|附件|网盘",
        "database": r"数据库|连接数",
        "shipping": r"出库记录|物流(?:信息|记录)|快递(?:信息|单)|装箱单",
        "backups": r"备份|快照",
        "checksums": r"校验和|哈希值?",
        "gateway": r"邮件网关|网关日志|代理日志",
        "certificates": r"(?:TLS|SSL)?证书",
        "permissions": r"权限(?:设置|配置|列表)?",
        "disks": r"磁盘(?:空间|使用率|占用)",
        "metrics": r"监控(?:指标|面板|数据)?",
    },
    whole=(r"沟通|联系|确认|打|说|谈|反馈|通知|问|汇报|核实|告知|知会|致电|拨|名单"),
    left={
        "access": (
            r"(?:已|现已|目前)(?:被)?(?:加入|列入|在)[^，,。；\n]{0,6}"
            r"(?:黑名单|封禁名单|拦截名单)"
        )
    },
    looks=(
        rf"我{_GAP}(?:{{verb}})(?:了|过|完|到)?{_GAP}(?:{{noun}})",
        rf"(?:{{noun}}){_GAP}我{_GAP}(?:{{verb}})(?:了|过|完)",
        rf"(?:经过?|通过)(?:{{verbing}})(?:了|过)?{_GAP}(?:{{noun}})",
        rf"(?:^|[，,。；\n])(?:{{verbing}})(?:了|过){_GAP}(?:{{noun}})",
    ),
    looks_stand=(
        rf"(?:{{noun}}){_GAP}(?:{{verb}})(?:了|过|完)",
        rf"(?:{{noun}}){_GAP}{_ALREADY}{_GAP}(?:{{verb}})",
    ),
    own_sign=(
        r"我|[为帮替给][您你]|(?:经过?|通过)[查核检翻比对]|"
        r"(?:查[询看阅]|核[实对]|检[查索]|翻阅|[比对][对比])[了过]"
    ),
    unreal=rf"{SUPPOSES}|{PLANS}|{OFFERS}|没|未|无法|尚|待|(?<!申)请(?!求)|要(?!求)|会(?!议|员|话)|{_BY_USER}|[您你]可",
    told_by_others=r"显示|据|记录(?:中|里)|备注(?:中|里|显示)|客户(?:已|于)",
)
