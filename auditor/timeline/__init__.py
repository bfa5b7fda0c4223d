"""A trace for people to look at: one escaped piece of HTML, the same in dashboard and report.

What did not happen is drawn, too: where a call is missing, a mark stands in its place. Everything
from a transcript passes `markup.rendered`, which makes it text.
"""

from auditor.timeline.charts import Bar, Point, columns, number_bars, over_time, share_bars
from auditor.timeline.claimed import Claimed, claimed_of
from auditor.timeline.markup import STYLE
from auditor.timeline.page import card_html, side_by_side_html, timeline_html
from auditor.timeline.sentences import is_told, sentence, told
from auditor.timeline.words import words

__all__ = [
    "STYLE",
    "Bar",
    "Claimed",
    "Point",
    "card_html",
    "claimed_of",
    "columns",
    "is_told",
    "number_bars",
    "over_time",
    "sentence",
    "share_bars",
    "side_by_side_html",
    "timeline_html",
    "told",
    "words",
]
