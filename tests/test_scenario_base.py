"""The reputation base, its layouts and its tools."""

import ipaddress
import json
import re
from collections import Counter
from importlib.resources import files

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.contract import contract_of, load_contract
from auditor.errors import UsageError
from auditor.scenario import reputation, tools
from auditor.scenario.layouts import LANGUAGES, LAYOUTS, render

BASE = reputation.build_base()
RESERVED = [
    ipaddress.ip_network(block)
    for block in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
HOST = re.compile(r"(?:https?://)?([^/]+)")


def _host(uri):
    return uri if uri.startswith("2001:") else HOST.match(uri).group(1)


def test_only_reserved_addresses_names_and_networks_occur():
    for record in BASE.values():
        host = _host(record.uri)
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            assert host.endswith(".example"), record
        else:
            assert any(address in block for block in RESERVED), record
        if record.asn:
            assert 64496 <= int(record.asn.removeprefix("AS")) <= 64511


def test_the_base_is_large_and_every_kind_has_every_verdict():
    counts = Counter((record.kind, record.verdict) for record in BASE.values())
    assert len(BASE) == 450
    assert len(counts) == 12
    assert min(counts.values()) >= 10


def test_the_base_depends_on_its_seed_alone():
    assert dict(reputation.build_base(7)) == dict(reputation.build_base.__wrapped__(7))
    assert reputation.build_base(7).keys() != reputation.build_base(8).keys()
    # Pinned: transcripts and expectations already written rest on these values.
    assert BASE["203.0.113.166"][2:] == (
        "malicious",
        79,
        "medium",
        ("spam", "brute_force"),
        "2024-10-23",
        "2025-01-10",
        46,
        ("sandbox", "passive-dns"),
        "AS64508",
        "Saltmarsh Telecom",
    )


def test_scores_and_verdicts_never_contradict():
    bands = {"malicious": range(75, 100), "suspicious": range(40, 70), "clean": range(20)}
    for record in BASE.values():
        if record.verdict == "unknown":
            assert record[3:] == (None, None, (), None, None, 0, (), None, None)
        else:
            assert record.score in bands[record.verdict]
            assert record.first_seen <= record.last_seen


def test_every_key_is_in_normal_form():
    assert all(reputation.normalise(uri) == uri == record.uri for uri, record in BASE.items())


@pytest.mark.parametrize(
    ("given_uri", "normal"),
    [
        ("203[.]0[.]113[.]7", "203.0.113.7"),
        ("2001:0DB8::1", "2001:db8::1"),
        (" Portal.Example. ", "portal.example"),
        ("hxxps://Portal[.]example:8443/A?b=C", "https://portal.example:8443/A?b=C"),
        ("HTTP://portal.example", "http://portal.example/"),
        ("http://[2001:DB8::1]/x", "http://[2001:db8::1]/x"),
    ],
)
def test_spellings_of_one_uri_are_one_uri(given_uri, normal):
    assert reputation.normalise(given_uri) == normal


@pytest.mark.parametrize(
    "text",
    ["", "foo", "a b.example", "ftp://a.example/x", "http://", "http://a.example:x/", "1.2.3"],
)
def test_what_is_no_uri_is_refused_with_the_cure(text):
    with pytest.raises(UsageError, match="no IP address, domain or http"):
        reputation.normalise(text)


@given(st.text(max_size=60) | st.text(max_size=60).map("http://{}".format))
def test_any_text_is_either_refused_or_has_a_stable_normal_form(text):
    try:
        normal = reputation.normalise(text)
    except UsageError:
        return
    assert reputation.normalise(normal) == normal


def test_an_address_that_the_base_lacks_is_unknown_and_not_an_error():
    record = reputation.find("nobody-knows.example", BASE)
    assert (record.kind, record.verdict, record.score) == ("domain", "unknown", None)


def test_lookup_results_fit_the_output_schema_of_the_contract():
    schema = tools.read_contract()["tools"]["lookup_uri"]["output_schema"]
    desk = tools.Desk(BASE)
    for uri in BASE:
        result = json.loads(tools.answer("lookup_uri", {"uri": uri}, desk).text)
        jsonschema_rs.validate(schema, result)
        assert list(result) == list(schema["properties"])


def test_every_layout_states_every_value():
    for record in list(BASE.values())[::7]:
        fields = tools.describe(record)
        for layout in LAYOUTS:
            text = render(fields, layout, "en")
            for value in (record.uri, record.verdict, *record.categories, *record.sources):
                assert value in text, (layout, text)
            if record.asn:
                assert all(str(v) in text for v in (record.score, record.last_seen, record.network))


def test_the_eight_forms_of_one_result_all_differ():
    fields = tools.describe(BASE["203.0.113.166"])
    forms = {render(fields, layout, language) for layout in LAYOUTS for language in LANGUAGES}
    assert len(forms) == 8
    assert "判定：恶意" in render(fields, "key_value", "zh")
    assert '"verdict": "malicious"' in render(fields, "json", "en")


def test_a_mixed_desk_gives_every_target_a_form_of_its_own_and_always_the_same():
    mixed = tools.Desk(BASE, "mixed")
    for uri, record in BASE.items():
        forms = [render(tools.describe(record), layout, "en") for layout in LAYOUTS]
        text = tools.answer("lookup_uri", {"uri": uri}, mixed).text
        assert text in forms
        assert text == tools.answer("lookup_uri", {"uri": uri}, mixed._replace(session="b")).text
    used = Counter(
        text[0] for text in (tools.answer("lookup_uri", {"uri": u}, mixed).text for u in BASE)
    )
    assert min(used["{"], used["|"], used["u"]) > 50


def test_acting_tools_answer_with_a_ticket_of_their_session():
    arguments = {"uri": "203.0.113.166", "reason": "spam"}
    first, again, other = (
        json.loads(tools.answer("block_uri", arguments, tools.Desk(BASE, session=name)).text)
        for name in ("a", "a", "b")
    )
    assert first == again
    assert first["ticket"] != other["ticket"]
    assert first["ticket"].startswith("BLK-")
    assert first["status"] == "blocked"


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("drop_uri", {}, "unknown_tool"),
        ("lookup_uri", {}, "invalid_arguments"),
        ("lookup_uri", {"uri": "not a uri"}, "invalid_uri"),
        ("lookup_uri", {"uri": "192.0.2.1", "depth": 2}, "invalid_arguments"),
        ("block_uri", {"uri": "192.0.2.1", "reason": "looks bad"}, "invalid_arguments"),
    ],
)
def test_a_wrong_call_is_answered_with_an_error_result(name, arguments, code):
    for layout in LAYOUTS:
        for language in LANGUAGES:
            answer = tools.answer(name, arguments, tools.Desk(BASE, layout, language))
            assert answer.is_error
            assert code in answer.text


def test_the_policy_names_a_valid_call_for_every_record():
    contract = tools.read_contract()
    for record in BASE.values():
        name, arguments = tools.decide(record)
        noted = arguments | ({"note": "SOC-1"} if name == "archive_case" else {})
        jsonschema_rs.validate(contract["tools"][name]["schema"], noted)
        assert name == contract["policy"][record.verdict]


def test_tools_have_the_form_that_chat_endpoints_take():
    listed = tools.list_tools()
    names = [tool["function"]["name"] for tool in listed]
    assert names == ["lookup_uri", "block_uri", "archive_case", "escalate_case"]
    for tool in listed:
        assert tool["type"] == "function"
        assert tool["function"]["description"]
        assert tool["function"]["parameters"]["type"] == "object"
        jsonschema_rs.validator_for(tool["function"]["parameters"])


def test_the_contract_file_has_the_form_that_the_auditor_reads():
    contract = load_contract(str(files("auditor.scenario") / "contract.toml"))
    assert contract.tools["lookup_uri"].effect == "read"
    assert {name for name, tool in contract.tools.items() if tool.effect == "write"} == {
        *contract.decision.tool
    }
    assert {(need.before, need.call, need.same) for need in contract.require} == {
        (name, "lookup_uri", "uri") for name in contract.decision.tool
    }
    assert contract.policy.field == ("verdict", "判定")
    assert contract.policy.decide["恶意"] == contract.policy.decide["malicious"] == ("block_uri",)


def test_a_policy_may_name_one_field_or_several_or_none():
    for given_field, fields in [({"field": "risk"}, ("risk",)), ({}, ("verdict",))]:
        policy = contract_of({"policy": {**given_field, "bad": "block"}}, "x.toml").policy
        assert (policy.field, policy.decide) == (fields, {"bad": ("block",)})
