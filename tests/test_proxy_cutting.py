"""Bytes cut into lines and events, however they arrive."""

from itertools import pairwise

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.proxy import stdio
from auditor.proxy.events import Events, data_of


def chunks_of(data, cuts):
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[a:b] for a, b in pairwise(places)]


def lines_in(chunks):
    async def arriving():
        for chunk in chunks:
            yield chunk

    async def collect():
        return [line async for line in stdio.lines_of(arriving())]

    return anyio.run(collect)


lines = st.lists(st.binary(max_size=6).map(lambda b: b.replace(b"\n", b"")), max_size=6)


@given(lines, st.lists(st.integers(0, 60), max_size=8), st.booleans())
def test_lines_are_the_same_however_they_arrive(texts, cuts, ended):
    data = b"".join(text + b"\n" for text in texts) + (b"" if ended else b"rest")
    expected = [text + b"\n" for text in texts] + ([] if ended else [b"rest"])
    assert lines_in(chunks_of(data, cuts)) == expected


def test_a_line_without_end_is_refused_beyond_the_limit(monkeypatch):
    monkeypatch.setattr(stdio, "MAX_LINE", 10)
    assert lines_in([b"x" * 10, b"\n"]) == [b"x" * 10 + b"\n"]
    with pytest.raises(UsageError, match="longer than 10 bytes"):
        lines_in([b"x" * 6, b"x" * 6])


ends = st.sampled_from([b"\n", b"\r\n", b"\r"])


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from([b"a", b"{}", b""]), min_size=1), ends), max_size=5
    ),
    st.lists(st.integers(0, 90), max_size=8),
)
def test_events_are_the_same_however_they_arrive(written, cuts):
    data = b"".join(
        b"event: message" + end + b"".join(b"data: " + line + end for line in texts) + end
        for texts, end in written
    )
    events = Events()
    found = [event for chunk in chunks_of(data, cuts) for event in events.feed(chunk)]
    assert data.startswith(b"".join(found))
    assert events.waiting <= 1
    assert [data_of(one) for one in found if one.strip()] == [
        b"\n".join(texts) for texts, _ in written
    ]


def test_comments_and_ids_are_no_data():
    event = b': ping\nid: 7\nevent: message\ndata:{"a":1}\ndata: {}\nretry: 5\n\n'
    assert data_of(event) == b'{"a":1}\n{}'


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n", b"\r\n\r\n"])
def test_what_keeps_a_connection_open_waits_for_no_event(end):
    events = Events()
    assert events.feed(b": ping" + end) == [b": ping" + end]
    assert events.feed(b"data: 1\n: ping\n") == []
    assert events.feed(b"\n") == [b"data: 1\n: ping\n\n"]


def test_a_byte_order_mark_is_no_part_of_the_data():
    assert data_of(b"\xef\xbb\xbfdata: 1\n\n") == b"1"


def test_an_event_is_held_back_until_it_is_whole():
    events = Events()
    assert events.feed(b'data: {"id":') == []
    assert events.waiting == 12
    assert events.feed(b"1}\r\n\r\ndata: 2") == [b'data: {"id":1}\r\n\r\n']
