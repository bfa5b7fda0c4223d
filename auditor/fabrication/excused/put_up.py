"""What a text puts up for a call, or a call is given: the values of a proposal are no result."""

import re
from collections.abc import Iterable

from auditor.claims.deeds.asked import asks_for
from auditor.evidence.provenance import is_end_of
from auditor.evidence.source_texts import arguments_of, names_of_arguments
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.texts.returned import puts_up, says_returned
from auditor.values.blocks import LEAD, Block, Field
from auditor.values.labels import label_key
from auditor.values.occurrences import occurs
from auditor.values.values import normal_text, value_of
from auditor.values.wording import late

_PARAMETERS = late(
    r"\b(?:(?:required|missing|needed|necessary|following|all|all the) (?:[\w-]+ ){0,2}"
    r"(?:parameters?|arguments?|inputs?)\b|(?:I|we)(?:['’]ll| will| still)? need)"
    r"[^.!?]{0,60}[:：]\W*$"
    r"|(?:所需|必填|必需|需要|缺少)的?参数[^。]{0,30}[:：]\W*$",
    re.IGNORECASE,
)


# The model says what it means to do.
_MEANS_TO = late(
    r"\b(?:(?:i|we)(?:['’]d| would| will|['’]ll| am going to|['’]m (?:going|about) to| plan to|"
    r" intend to| can)|before (?:i|we)|"
    r"(?:information|details?|data|all (?:i|we) need) (?:needed |required )?to (?:create|add|book|"
    r"send|make|schedule|set up|update|transfer|pay|place|register|file|open)|"
    r"to be (?:created|added|set|booked|sent|changed)|"
    r"^\W*(?:proposal|proposed|suggestion|suggested|vorschlag|proposition|propuesta|proposta)\b|"
    r"ich (?:würde|werde)|bevor ich|voy a|crearía|haría|antes de|je (?:vais|créerai|propose)|"
    r"avant (?:de|que)|vou|farei|prima di)\b|"
    r"准备|打算|将要?|拟|建议|方案|提案|在(?:操作|创建|提交)之?前|これで|作成します|登録します|하겠습니다",
    re.IGNORECASE,
)
_PUT_UP = frozenset(("invented", "ungrounded", "altered"))
_PUTS_DEED = late(
    r"\bconfirm (?:this|the|these|that) (?:\w+ )?(?:payment|transfer|booking|order|exchange|"
    r"changes?|entry|event|update|request|details|return|reservation)\b",
    re.IGNORECASE,
)
_WANTS_INPUT = late(
    r"\b(?:please (?:provide|send|tell|give|fill|enter|state|share)|"
    r"i(?:['’]d| would)? (?:still )?need|(?:its|the) fields are|"
    r"(?:has|have|these|the following|with) (?:these |the following )?fields|"
    r"bitte (?:gib|geben|nenn|schick|füll)\w*|brauche ich|ich brauche|indi(?:ca|que)\w*|necesito|"
    r"merci de|veuillez|j['’]ai besoin|preencha|preciso d)\b|"
    r"请(?:您|你)?(?:提供|填写|告诉|输入|给)|需要(?:您|你)?(?:提供|填写)|还需要|"
    r"(?:ご記入|入力|教えて)ください|입력해|알려 ?주",
    re.IGNORECASE,
)
_LEADING_LINE = late(r"^[^\n]*[:：][ \t*_]*$", re.MULTILINE)


def is_put_to_user(one: Imitation, scene: Scene) -> bool:
    """Say whether a stretch is what the model means to do, put to a user who asked for a deed."""
    if one.kind not in _PUT_UP or one.position or scene.channel != "text":
        return False
    if not puts_up(scene.text):
        return False
    said = _paragraph_of(one, scene.text)
    leading = _LEADING_LINE.search(said)
    if leading is not None and _MEANS_TO.search(leading[0]):
        return True
    near = LEAD + one.end - one.start
    said = said[-near:]
    means = _MEANS_TO.search(said) or _PUTS_DEED.search(said)
    return means is not None and asks_for(scene.asked, None)


def is_asked_of_user(one: Imitation, scene: Scene) -> bool:
    """Say whether a stretch stands in a list of what the model wants to be told, and in what form.

    The line that leads up to the list says so.
    """
    if one.position or one.kind == "stale" or scene.channel != "text":
        return False
    lines = _LEADING_LINE.findall(_paragraph_of(one, scene.text))
    return bool(lines) and _WANTS_INPUT.search(lines[-1]) is not None


def _paragraph_of(one: Imitation, text: str) -> str:
    """Return the paragraph of a stretch to its end, with the one before that leads up to it."""
    start = text.rfind("\n\n", 0, one.start) + 1
    before = text[:start].rstrip()
    if before.rstrip("*_ ").endswith((":", "：")) or before.endswith(("?", "？")):
        start = before.rfind("\n\n") + 1
    return text[start : one.end]


def is_put_up(keys: Iterable[str], scene: Scene) -> bool:
    """Say whether a text asks for a yes, and some keys are of what a tool is to be called with.

    A flat record writes as `flights 1 date` what the call gives as `date`.
    """
    return puts_up(scene.text) and any(
        key in own or any(is_end_of(name, key) for name in own)
        for own in scene.argument_keys.values()
        for key in keys
    )


def is_proposal(block: Block, scene: Scene) -> bool:
    """Say whether the labels are the arguments of a tool: values put up for confirmation.

    That tool may be named beside them: `tool: get_order`.
    """
    fields = [field for field in block.fields if field.value not in scene.argument_keys]
    keys = {label_key(field.label) for field in fields} - {""}
    if scene.pairing.calls and says_returned(scene.text[: block.start]):
        return False
    if any(keys <= arguments for arguments in scene.argument_keys.values() if arguments):
        return True
    if names_parameters(scene.text[: block.start]):
        return True
    if scene.leads_up_to_call and _is_meant_for_tool(keys, scene.text[: block.start], scene):
        return True
    return scene.leads_up_to_call and any(
        keys <= {label_key(name) for name in names_of_arguments(call)}
        for call in scene.pairing.calls
        if call.turn == scene.event.turn and call.index > scene.event_index
    )


def is_given_to_call(one: Imitation, scene: Scene) -> bool:
    """Say whether all that a record has from nowhere is, by name, given to a call of its step.

    `making the end time "13:00"` tells of a call that is about to be made with that `end_time`.
    """
    if one.kind != "invented" or one.position or not one.values or not scene.leads_up_to_call:
        return False
    given = [
        argument
        for call in scene.pairing.calls
        if call.index > scene.event_index and call.step == scene.event.step
        for argument in arguments_of(call)
    ]
    return all(any(_passes(argument, told) for argument in given) for told in one.values)


def _passes(argument: Field, told: Field) -> bool:
    """Say whether an argument is a value told under the end of a label."""
    is_named = is_end_of(label_key(argument.label), label_key(told.label))
    return is_named and occurs(normal_text(argument.value), value_of(told.value).form)


def names_parameters(lead: str) -> bool:
    """Say whether the line before a record announces what a call is to be given.

    `Required parameters for send_money:` tells what is known of them, and what still lacks.
    """
    return _PARAMETERS.search(lead.rstrip().rpartition("\n")[2]) is not None


def _is_meant_for_tool(keys: set[str], lead: str, scene: Scene) -> bool:
    """Say whether most labels are the arguments of the tool that is named right before them."""
    near = lead[-LEAD:]
    return any(
        2 * len(keys & arguments) > len(keys) and re.search(rf"\b{re.escape(name)}\b", near)
        for name, arguments in scene.argument_keys.items()
    )
