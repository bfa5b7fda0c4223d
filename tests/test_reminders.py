"""A request that a runtime says again behind a result opens no turn, whoever reads the log."""

from auditor.draft import Draft
from auditor.messages.chat_lines import chat_in

ASKED = "Put my new address into the file."
CALL = {"id": "c1", "type": "function", "function": {"name": "read", "arguments": "{}"}}
BEFORE = [
    {"role": "user", "content": ASKED},
    {"role": "assistant", "content": "", "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "c1", "content": "Birkenweg 4"},
]


def turns_of_chat(*more):
    return [event.turn for event in chat_in([*BEFORE, *more]).opened()]


def turns_of_draft(*said):
    draft = Draft()
    draft.user(ASKED, 0)
    draft.call("read", "{}", 1)
    draft.result("Birkenweg 4", 2)
    for words in said:
        draft.user(words, 3)
    return [event.turn for event in draft.events]


def test_the_same_request_behind_a_result_goes_on_with_its_turn():
    assert turns_of_draft(ASKED) == [0, 0, 0, 0]
    assert turns_of_chat({"role": "user", "content": ASKED}) == [0, 0, 0, 0]


def test_another_request_and_one_said_again_after_an_answer_open_a_turn():
    answer = {"role": "assistant", "content": "It is Birkenweg 4."}
    assert turns_of_draft("And the phone?", ASKED) == [0, 0, 0, 1, 2]
    assert turns_of_chat({"role": "user", "content": "And the phone?"}) == [0, 0, 0, 1]
    assert turns_of_chat(answer, {"role": "user", "content": ASKED}) == [0, 0, 0, 0, 1]
