"""Chinese words by which a sentence supposes, plans or offers: it tells of nothing that is so.

They are parts of regular expressions. Whoever judges sentences adds the words of its own subject.
"""

SUPPOSES = "如果|若(?!干)|假如|假设|一旦|例如|比如"
PLANS = "需要|将|打算|建议"
OFFERS = "准备|让我|可以|能否|是否|应该|应当|稍后|必须|吗|？"
