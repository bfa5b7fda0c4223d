"""Frames of Bedrock's streams that are cut or hold no event."""

import base64
import json
from pathlib import Path

import pytest

from auditor.messages.converse_stream import events_in, is_framed
from auditor.strict_json import JsonError

FIXTURE = Path(__file__).parent.parent / "fixtures/formats/http_recording/framed_streams.json"
BODY = json.loads(FIXTURE.read_text(encoding="utf-8"))["interactions"][0]["response"]["body"]
FRAMES = base64.b64decode(BODY["base64_string"])


def test_bytes_are_frames_by_how_they_begin():
    assert is_framed(FRAMES)
    assert not is_framed(b"\x1f\x8b and more")


@pytest.mark.parametrize("size", [5, 12, 60, len(FRAMES) - 1])
def test_a_stream_that_is_cut_is_refused(size):
    with pytest.raises(JsonError):
        events_in(FRAMES[:size])


def test_a_frame_that_says_it_is_longer_or_empty_is_refused():
    for size in (0, 16, 1 << 31):
        with pytest.raises(JsonError):
            events_in(size.to_bytes(4, "big") + FRAMES[4:])
