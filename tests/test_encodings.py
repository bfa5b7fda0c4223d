"""Text that is not UTF-8 is told by file, line, reason and how to convert it; the rest is read."""

import json

import pytest

import auditor

FILE = {
    "id": "a",
    "messages": [
        {"role": "user", "content": "Prüfe café.example – jetzt"},
        {"role": "assistant", "content": "Über café.example weiß ich nichts."},
    ],
}
RECORD = json.dumps(FILE, ensure_ascii=False)
OTHER = json.dumps(FILE | {"id": "b"}, ensure_ascii=False)


def problems(path):
    return [(one.place.line, one.reason, one.cure) for one in auditor.audit(path).problems]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le"])
def test_a_line_of_another_encoding_is_told_with_how_to_convert_it(tmp_path, encoding):
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"\n".join([RECORD.encode(), RECORD.encode(encoding), OTHER.encode(), b""]))
    [(line, reason, cure)] = problems(path)
    assert line == 2
    assert reason.startswith("invalid UTF-8 at byte")
    assert "`iconv -f WINDOWS-1252 -t UTF-8`" in cure
    assert auditor.audit(path).summary.traces == 2


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("cp1252", "WINDOWS-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
        ("utf-32", "UTF-32"),
        ("utf-32-le", "UTF-32LE"),
        ("utf-32-be", "UTF-32BE"),
    ],
)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("log.json", json.dumps([FILE, FILE], ensure_ascii=False, indent=1)),
        ("table.csv", f'id,role,content\n1,user,"{FILE["messages"][0]["content"]}"\n'),
    ],
)
def test_a_file_of_another_encoding_is_told_once_with_the_command(
    tmp_path, name, text, encoding, named
):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    [(line, _, cure)] = problems(path)
    assert line is None
    assert f"iconv -f {named} -t UTF-8 FILE > NEW" in cure


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_lines_of_several_bytes_a_character_are_told_once(tmp_path, encoding):
    path = tmp_path / "log.jsonl"
    path.write_bytes(f"{RECORD}\n{OTHER}\n".encode(encoding))
    [(line, _, cure)] = problems(path)
    assert line is None
    assert "Convert it: `iconv -f UTF-" in cure
