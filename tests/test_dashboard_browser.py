"""The dashboard as people use it: a real server, a real browser, real keys."""

import re

import pytest

import auditor
from auditor.review import opinions
from auditor.store import Wanted, findings_page, open_store
from auditor.store.tables import STANDING
from tests.dashboard_server import SCENARIO, Visitor, audit_into, browser, running, started


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    file = str(tmp_path_factory.mktemp("dashboard") / "auditor.db")
    audit_into(file, f"{SCENARIO}/transcripts")
    return file


@pytest.fixture(scope="module")
def address(store):
    with running(store) as served:
        yield served


@pytest.fixture(scope="module")
def chromium():
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def window(chromium, address):
    opened = Visitor(chromium, address)
    yield opened
    opened.close()


@pytest.fixture
def visitor(window):
    yield window
    assert window.foreign == []
    assert window.dialogs == []


def fingerprint(store, code, trace):
    with open_store(store) as opened:
        found = findings_page(opened, Wanted(codes=(code,), trace_ids=(trace,)))
        return found[0].finding.fingerprint


def standing(store):
    with open_store(store) as opened, opened.reading() as connection:
        return {
            (r.fingerprint, r.reviewer): r.verdict for r in connection.execute(STANDING.select())
        }


def said(store, shown):
    with open_store(store) as opened:
        own = opinions(opened, shown, "alice").own
        return own.verdict if own else ""


def test_a_made_up_result_stands_beside_the_genuine_one_behind_the_call_that_is_missing(
    store, visitor
):
    visitor.open(f"trace?finding={fingerprint(store, 'TA102', 'json-en')}")
    ghost = visitor.page.locator(".at-ghost").first
    assert "No call here: lookup_uri" in ghost.inner_text()
    following = ghost.locator("xpath=following-sibling::div[1]")
    assert following.get_attribute("data-event") == "44"
    row = visitor.page.locator(".at-claimed tr", has_text="verdict").first
    assert row.locator("td").all_inner_texts()[:2] == ["malicious", "unknown"]
    score = visitor.page.locator(".at-claimed tr", has_text="score").first
    assert "no source" in score.inner_text()
    assert visitor.page.locator(".at-event.current mark").count() > 0


def test_keys_judge_move_and_take_back(store, visitor):
    first = visitor.open("trace?severity=medium").shown()
    visitor.press("j")
    second = visitor.wait_for_another(first)
    visitor.press("k")
    assert visitor.wait_for_another(second) == first
    visitor.press("1")
    third = visitor.wait_for_another(first)
    assert said(store, first) == "confirmed"
    visitor.press("u")
    assert visitor.wait_for_another(third) == first
    assert said(store, first) == ""
    assert "severity=medium" in visitor.page.url
    assert f"finding={first}" in visitor.page.url


def test_fast_presses_judge_only_what_was_on_the_screen_and_nothing_twice(store, visitor):
    before = standing(store)
    visitor.open("trace?rule=TA208").page.evaluate(
        "() => { window.wasShown = []; const look = () => {"
        " const at = document.querySelector('[data-shown]');"
        " if (at) { window.wasShown.push(at.dataset.shown); } requestAnimationFrame(look); };"
        " look(); }"
    )
    visitor.press(*"1111111111", delay=60)
    visitor.settle()
    visitor.page.wait_for_timeout(500)
    shown = set(visitor.page.evaluate("() => window.wasShown"))
    written = {pair for pair in standing(store) if pair not in before}
    assert written
    assert {name for name, _ in written} <= shown
    with open_store(store) as opened:
        for name, _ in written:
            assert len(opinions(opened, name, "alice").history) == 1


def test_a_note_typed_with_letters_that_are_keys_is_a_note(store, visitor):
    shown = visitor.open(f"trace?finding={fingerprint(store, 'TA105', 'stale-zh')}").shown()
    visitor.press("n")
    visitor.page.keyboard.type("1 just a joke u2")
    visitor.press("Escape")
    visitor.settle()
    visitor.press("3")
    visitor.wait_for_another(shown)
    with open_store(store) as opened:
        own = opinions(opened, shown, "alice").own
    assert (own.verdict, own.note) == ("unsure", "1 just a joke u2")


def test_the_key_for_the_corrected_answer_opens_its_box_and_digits_typed_there_judge_nothing(
    store, visitor
):
    shown = visitor.open(f"trace?finding={fingerprint(store, 'TA102', 'json-en')}").shown()
    before = standing(store)
    box = visitor.page.locator(f".st-key-corrected-{shown} textarea")
    assert not box.is_visible()
    visitor.press("e")
    visitor.page.keyboard.type("see 2 orders, 1 of 3 ")
    assert box.is_visible()
    assert box.input_value().count("see 2 orders, 1 of 3 ") == 1
    visitor.press("Escape")
    visitor.settle()
    assert visitor.shown() == shown
    assert standing(store) == before
    visitor.press("3")
    visitor.wait_for_another(shown)
    with open_store(store) as opened:
        own = opinions(opened, shown, "alice").own
    assert own.verdict == "unsure"
    assert "see 2 orders, 1 of 3 " in own.corrected


def test_the_question_mark_shows_the_keys(visitor):
    visitor.open("trace").press("?")
    visitor.page.wait_for_selector(".db-keys", timeout=10_000)
    assert "confirm: a fault indeed" in visitor.page.locator(".db-keys").inner_text()


def test_the_queue_begins_with_a_key_and_its_filters_live_in_the_address(visitor):
    visitor.open("?severity=medium&rule=TA106")
    assert re.search(r"\d+\s*findings", visitor.text())
    visitor.press("Enter")
    visitor.page.wait_for_selector("[data-shown]")
    visitor.settle()
    assert "rule=TA106" in visitor.page.url
    assert "TA106" in visitor.page.locator(".at-card .at-title").inner_text()


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_no_page_is_wider_than_a_narrow_screen(chromium, address, locale):
    window = Visitor(chromium, address, locale=locale, size=(1024, 768))
    for page in ("", "trace", "overview", "compare", "runs", "drift", "pairs", "training"):
        window.open(page).page.wait_for_timeout(500)
        widths = "() => { const m = document.querySelector('[data-testid=stMain]');"
        wide, there = window.page.evaluate(f"{widths} return [m.scrollWidth, m.clientWidth]; }}")
        assert wide <= there, page
    assert window.foreign == []
    window.close()


@pytest.mark.slow
def test_the_demo_leads_to_the_queue_of_its_findings(chromium, monkeypatch):
    monkeypatch.setenv("BROWSER", "true")
    told = auditor.audit(f"{SCENARIO}/transcripts", config=f"{SCENARIO}/contract.toml")
    with started(["demo", "--open"]) as served:
        window = Visitor(chromium, served)
        assert re.search(rf"{len(told.findings)}\s*findings", window.open().text())
        window.close()


def test_the_pages_speak_the_language_of_the_browser_and_change_it(chromium, address):
    window = Visitor(chromium, address, locale="zh-CN")
    assert "等待人来判断的发现" in window.open().text()
    window.page.get_by_text("English", exact=True).click()
    window.page.wait_for_function("() => document.body.innerText.includes('gravest first')")
    window.close()
