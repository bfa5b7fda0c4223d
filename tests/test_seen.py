"""Counters and chains of keys say what a dictionary would say."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from auditor.seen import KeyChains, KeyCounter

KEYS = st.lists(st.one_of(st.integers(-8, 8), st.integers(-(2**63), 2**63 - 1)), max_size=200)


@given(KEYS)
def test_a_counter_counts_like_a_dictionary(keys):
    counter, expected = KeyCounter(4), Counter()
    for key in keys:
        assert counter.add(key) == expected[key]
        expected[key] += 1
    assert all(counter[key] == count for key, count in expected.items())
    assert counter.repeated() == any(count > 1 for count in expected.values())


@given(KEYS)
def test_chains_hold_the_items_of_each_key_in_order(keys):
    chains, expected = KeyChains(4), {}
    for item, key in enumerate(keys):
        chains.add(key)
        expected.setdefault(key, []).append(item)
    assert list(chains) == list(expected.values())
