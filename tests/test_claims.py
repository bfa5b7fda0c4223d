"""Sentences that speak of calls are found whole, whatever stands around them."""

from hypothesis import given
from hypothesis import strategies as st

from auditor.claims.claim_phrases import phrases_of

NAMES = ["lookup_uri", "查询_接口"]
PIECES = st.sampled_from(
    [
        "I've ", "I ", "I did not ", "already ", "queried ", "checked ", "lookup_uri ", "again",
        "b.example", "came back clean", "我", "已", "没有", "查询", "了", "经", "结果",
        ". ", "。", "？", "?", "\n", "，", "`", "(", "{", "\u202e", "a" * 700,
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join))


@given(TEXTS)
def test_each_phrase_is_a_stretch_of_the_text_and_none_comes_twice(text):
    phrases = phrases_of(text, NAMES, ["b.example"])
    assert all(text[phrase.start : phrase.end] == phrase.sentence for phrase in phrases)
    assert len({phrase.start for phrase in phrases}) == len(phrases)


@given(TEXTS)
def test_what_stands_in_other_lines_changes_no_claim(text):
    line = "I queried lookup_uri for b.example."
    found = [p.sentence for p in phrases_of(f"{text}\n{line}\n{text}", NAMES) if p.sort == "query"]
    assert line in found


def test_questions_plans_and_conditions_are_no_claims():
    for text in (
        "Have I queried b.example?",
        "I will query b.example.",
        "If I queried b.example, it would count.",
        "Let me call lookup_uri.",
        "我可以查询 b.example。",
        "如果我已查询 b.example，会告诉您。",
    ):
        assert phrases_of(text, NAMES, ["b.example"]) == []
