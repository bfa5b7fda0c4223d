"""What looks are made for, in Chinese, and how tools and their fields speak of it in English."""

import re

_WORDS: dict[str, str] = {
    "订单": "order", "预订|预定|预约": "book|reserv|appoint", "余额": "balance|account|card",
    "航班|机票": "flight", "车次|列车|火车": "train", "酒店|宾馆": "hotel|room",
    "房间|房型": "room", "库存|现货": "stock|invent|avail",
    "商品|产品": "product|item|sku|goods|stock",
    "物流|快递|包裹|运单": "track|ship|logist|parcel|deliver|express", "账单": "bill|statement",
    "发票": "invoice", "会员": "member|vip", "保单": "polic|insur", "理赔": "claim",
    "药": "drug|medic|stock", "天气|气温": "weather|forecast|temp", "日志": "log",
    "邮件|邮箱": "mail|inbox", "会议|日程|日历": "meet|event|calend|schedul",
    "文件|文档": "file|doc", "员工|人员": "employ|staff|person|user|people",
    "工单": "ticket|case", "告警|警报": "alert|alarm", "域名": "domain",
    "信誉|情报": "reput|intel|threat", "转账|汇款": "transf|remit|payment",
    "交易|流水": "transact|payment|trade", "收款人|收款方": "payee|recip|benefic",
    "用电|电量": "usage|electr|kwh|power", "用水|水量": "usage|water",
    "流量": "traffic|usage|data", "套餐": "plan|package", "价格|报价": "price|quote|cost",
    "考勤": "attend", "成绩": "grade|score|exam", "课程": "course|class", "合同": "contract",
    "客户": "custom|client|crm", "病历|病人|患者": "patient|record", "挂号": "appoint|regist",
    "违章": "violat", "车辆|车牌": "vehicle|car|plate", "地址": "addr",
    "主机|服务器": "host|server|asset", "资产": "asset", "漏洞": "vuln|cve",
    "告知|通知": "notif|notic", "报销": "reimb|expens", "假期|年假|请假": "leave|vacat",
    "论文|文献": "paper|article|search", "图书|书籍": "book|title", "餐厅|饭店": "restaur",
    "路线": "route|direct", "基金|股票|行情": "fund|stock|quote|price",
    "汇率": "rate|exchange|fx", "提交": "commit", "分支": "branch", "进程": "process|ps",
    "任务": "task|job", "数据表|数据库": "table|sql|db|query",
}  # fmt: skip
_ENGLISH = {one: stems for words, stems in _WORDS.items() for one in words.split("|")}
_CHINESE = re.compile("|".join(sorted(map(re.escape, _ENGLISH), key=len, reverse=True)))


def without_nouns_of(said: str, spoken: str) -> str:
    """Return Chinese words without those that a tool speaks of in English.

    Args:
        said: The words.
        spoken: A tool's name, what it was given and the fields that it returned, in small letters.
    """

    def left(noun: re.Match[str]) -> str:
        return "" if re.search(_ENGLISH[noun[0]], spoken) else noun[0]

    return _CHINESE.sub(left, said)
