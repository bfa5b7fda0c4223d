"""Chinese words for the words that field names are made of."""

_PAIRS = """
user 用户 | name 姓名 | first 名 | last 姓 | address 地址 | address1 街道 | address2 门牌
city 城市 | country 国家 | province 省份 | zip 邮编 | email 邮箱 | dob 出生日期 | payment 支付
methods 方式 | method 方式 | source 来源 | amount 金额 | id 编号 | brand 品牌 | four 四位
saved 已存 | passengers 乘客 | passenger 乘客 | membership 会员等级 | reservations 订座记录
reservation 订座 | origin 出发地 | destination 目的地 | flight 航班 | flights 航班 | type 类型
cabin 舱位 | date 日期 | price 价格 | prices 价格 | number 号码 | history 历史 | created 创建
at 时间 | total 总计 | baggages 行李 | baggage 行李 | nonfree 收费 | insurance 保险
status 状态 | available 可用 | seats 座位 | seat 座位 | scheduled 计划 | departure 出发
arrival 到达 | time 时间 | est 东部 | order 订单 | orders 订单 | item 商品 | items 商品
product 产品 | options 选项 | quantity 数量 | booking 预订 | reference 编号 | references 编号
ref 编号 | refs 编号 | service 服务 | airport 机场 | airline 航空公司 | code 代码
currency 币种 | availability 可用性 | required 是否必需 | customer 客户 | action 操作
updated 更新 | endpoint 终点 | endpoints 终点 | coverage 覆盖 | pickup 接送 | location 地点
locations 地点 | supported 支持的 | assistance 协助 | arranged 安排 | by 方 | provider 提供方
prebooked 已预订 | overlap 重叠 | complete 完整 | draft 草稿 | quote 报价 | evidence 证据
fields 字段 | omitted 省略 | current 当前 | year 年份 | month 月份 | day 日 | datetime 日期时间
timezone 时区 | hours 小时 | before 之前 | after 之后 | minimum 最低 | maximum 最高
notice 提前 | meets 满足 | request 请求 | window 窗口 | assessment 评估 | segment 航段
segments 航段 | primary 主要 | international 国际 | checked 托运 | bags 件数 | count 数量
carry 随身 | on 携带 | only 仅 | title 标题 | url 网址 | uri 目标 | link 链接 | rank 排名
content 内容 | description 说明 | message 消息 | result 结果 | results 结果 | error 错误
reason 原因 | score 评分 | verdict 判定 | risk 风险 | confidence 置信度 | host 主机 | ip 地址
domain 域名 | hash 哈希 | size 大小 | file 文件 | files 文件 | path 路径 | line 行 | lines 行
start 开始 | end 结束 | duration 时长 | phone 电话 | contact 联系人 | company 公司
department 部门 | employee 员工 | employer 雇主 | job 职位 | salary 薪资 | role 角色
title 标题 | case 案件 | ticket 工单 | event 活动 | venue 场馆 | section 区域 | row 排
fee 费用 | fees 费用 | tax 税 | discount 折扣 | balance 余额 | account 账户 | plan 套餐
device 设备 | line 线路 | data 数据 | usage 用量 | limit 限额 | vehicle 车辆 | make 厂商
model 型号 | mileage 里程 | plate 车牌 | owner 车主 | dealer 经销商 | part 零件 | parts 零件
labor 工时 | cost 成本 | invoice 发票 | shipment 货运 | tracking 追踪 | carrier 承运方
weight 重量 | warehouse 仓库 | container 集装箱 | port 港口 | vessel 船只 | customs 海关
delivery 送达 | delivered 已送达 | policy 政策 | document 文件 | record 记录 | records 记录
list 列表 | value 数值 | key 键 | active 有效 | enabled 启用 | verified 已核实 | approved 已批准
eligible 符合条件 | eligibility 资格 | confirmed 已确认 | pending 待定 | cancelled 已取消
category 类别 | categories 类别 | language 语言 | region 地区 | state 州 | street 街道
postal 邮政 | version 版本 | author 作者 | text 文字
"""

WORDS: dict[str, str] = {}
for _pair in _PAIRS.replace("\n", "|").split("|"):
    if _pair.strip():
        _english, _chinese = _pair.split()
        WORDS.setdefault(_english, _chinese)

CHARACTERS = "项目数值单位等级标识内外主次序号来往总分级别标记说明备注范围类属性质位置时段依据"
"""For words that the list lacks: which characters stand there matters to no reader of shapes."""
