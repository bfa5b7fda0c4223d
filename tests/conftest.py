"""Conversations on disk that many tests audit."""

import json

import pytest
from hypothesis import settings

# How long an example takes depends on what else the machine does.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

LOOKUP = {
    "type": "function",
    "function": {
        "name": "lookup_uri",
        "parameters": {
            "type": "object",
            "properties": {"uri": {"type": "string"}},
            "required": ["uri"],
        },
    },
}
CLEAN = [
    {"role": "user", "content": "Is a.example bad?"},
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "c1", "function": {"name": "lookup_uri", "arguments": '{"uri":"a.example"}'}}
        ],
    },
    {"role": "tool", "tool_call_id": "c1", "content": '{"verdict": "malicious"}'},
    {"role": "assistant", "content": "It is malicious."},
]
ORPHAN = [
    *CLEAN[:3],
    {"role": "tool", "tool_call_id": "c9", "content": '{"verdict": "clean"}'},
    {"role": "assistant", "content": "It is clean."},
]


def jsonl(*conversations):
    lines = [json.dumps({"messages": messages, "tools": [LOOKUP]}) for messages in conversations]
    return "\n".join(lines) + "\n"


@pytest.fixture
def conversations(tmp_path, monkeypatch):
    """The working folder, with a clean, a faulty, a broken and a foreign file."""
    (tmp_path / "clean.jsonl").write_text(jsonl(CLEAN), encoding="utf-8")
    (tmp_path / "orphan.jsonl").write_text(jsonl(CLEAN, ORPHAN), encoding="utf-8")
    (tmp_path / "broken.jsonl").write_text('{"messages": [', encoding="utf-8")
    (tmp_path / "other.json").write_text('{"colour": "red"}', encoding="utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server, started when the first test asks for it."""
    from tests.databases import postgres_server

    with postgres_server() as databases:
        yield databases


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request, tmp_path_factory):
    """Databases of each kind that a store may lie in."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres")
    from tests.databases import SqliteFiles

    return SqliteFiles(tmp_path_factory.mktemp("databases"))


@pytest.fixture
def database(databases):
    """The URL of an empty database."""
    url = databases.new()
    yield url
    databases.emptied(url)
