"""Arguments of a call against its schema: accepted fast, judged slowly.

A schema whose keywords a msgspec type expresses exactly is compiled to one. The type may only
ever accept what the schema accepts; whatever it does not accept goes to jsonschema-rs, whose word
counts. A property test holds the two against each other.
"""

from types import GenericAlias
from typing import Any, Literal, NamedTuple

import msgspec

from auditor import strict_json
from auditor.trace import Tool

_PLAIN = {"string": str, "integer": int, "number": float, "boolean": bool}
_ANNOTATIONS = {"description", "title", "default", "examples", "$comment", "deprecated"}
_OBJECT = _ANNOTATIONS | {"type", "properties", "required", "additionalProperties", "$schema"}


class ArgumentFault(NamedTuple):
    """Why arguments are wrong: where (`$.field`) and the reason."""

    path: str
    reason: str


class Checker(NamedTuple):
    """A compiled schema.

    Attributes:
        fast: Decodes what is surely right; None where the schema can't be compiled exactly.
        many: The same for a list of such texts.
        quotes: Quotes in the raw text of arguments that `fast` accepts, when no string holds one,
            and fields that may be left out are.
        optional: The attributes of these, and how many quotes more each has.
        judge: The jsonschema-rs validator; None for a tool without schema.
        broken: Why the schema itself can't be used; "" as a rule.
    """

    fast: msgspec.json.Decoder[Any] | None
    many: msgspec.json.Decoder[Any] | None
    quotes: int
    judge: Any
    broken: str
    optional: tuple[tuple[str, int], ...] = ()


_ANY_OBJECT = Checker(None, None, 0, None, "")
_checkers: dict[str, Checker] = {}
_REMEMBERED = 4096
_BETWEEN = ",\n"
_BORDER = "},\n{"


def faults_of(tool: Tool, raw: str) -> tuple[ArgumentFault, ...]:
    """Return what is wrong with raw arguments of a tool; empty if nothing."""
    checker = _checkers.get(tool.schema) or _compile(tool.schema)
    if checker.fast is not None and "\\" not in raw:
        try:
            value = checker.fast.decode(raw)
        except (msgspec.DecodeError, UnicodeEncodeError):
            pass
        else:
            if raw.count('"') == _quotes_around(checker, [value]):
                return ()
    return judged(checker, raw)


def _quotes_around(checker: Checker, values: list[Any]) -> int:
    """Return how many quotes the raw texts of decoded values have, if no key stands there twice."""
    quotes = checker.quotes * len(values)
    for name, more in checker.optional:
        for value in values:
            if getattr(value, name) is not msgspec.UNSET:
                quotes += more
    return quotes


def surely_right(calls: list[tuple[str, str]], tools: dict[str, Tool]) -> bool:
    """Say whether calls are of known tools and hold objects without a fault.

    Args:
        calls: Name and raw arguments of each call of a trace.
        tools: Declared tools by name; where none is, any tool is known.
    """
    if not tools:
        return all(raw[:1] == "{" and not judged(_ANY_OBJECT, raw) for _, raw in calls)
    by_tool: dict[str, list[str]] = {}
    for name, raw in calls:
        by_tool.setdefault(name, []).append(raw)
    for name, raws in by_tool.items():
        tool = tools.get(name)
        if tool is None:
            return False
        checker = _checkers.get(tool.schema) or _compile(tool.schema)
        if checker.many is not None and _accepts_all(checker, checker.many, raws):
            continue
        for raw in raws:
            if raw[:1] != "{" or not (checker.broken or not judged(checker, raw)):
                return False
    return True


def _accepts_all(checker: Checker, many: msgspec.json.Decoder[Any], raws: list[str]) -> bool:
    """Say whether each of several texts is one object that the compiled type accepts.

    They are decoded as one list. A line break is no part of a string, and each begins with a brace
    and ends with one, so that none can be less than an object; the count shows any that is more.
    """
    joined = _BETWEEN.join(raws)
    if (
        "\\" in joined
        or joined.count(_BORDER) != len(raws) - 1
        or joined[:1] != "{"
        or joined[-1:] != "}"
    ):
        return False
    try:
        values = many.decode(f"[{joined}]")
    except (msgspec.DecodeError, UnicodeEncodeError):
        return False
    return len(values) == len(raws) and joined.count('"') == _quotes_around(checker, values)


def judged(checker: Checker, raw: str) -> tuple[ArgumentFault, ...]:
    """Return the faults by strict decoding and the full schema."""
    if not raw.strip():
        # Empty arguments mean "none" in every client that we know.
        raw = "{}"
    value = decoded(raw)
    if isinstance(value, ArgumentFault):
        return (value,)
    if not isinstance(value, dict):
        return (ArgumentFault("$", f"an object is expected, not {_kind(value)}"),)
    return schema_faults(checker, value)


def decoded(raw: str) -> Any:
    """Return the value of a strict JSON text, or the fault that it has instead."""
    try:
        return strict_json.decode(raw.encode())
    except strict_json.JsonError as error:
        return ArgumentFault("$", f"no strict JSON: {error}")
    except UnicodeEncodeError:
        return ArgumentFault("$", "no strict JSON: lone surrogate")


def schema_faults(checker: Checker, value: Any) -> tuple[ArgumentFault, ...]:
    """Return where a decoded value breaks a schema, and why."""
    if checker.judge is None:
        return ()
    return tuple(
        ArgumentFault(_path(error.instance_path), error.message)
        for error in checker.judge.iter_errors(value)
    )


def checker_of(schema_text: str) -> Checker:
    """Return the compiled schema, remembered."""
    return _checkers.get(schema_text) or _compile(schema_text)


def usable(tool: Tool) -> bool:
    """Say whether the tool's schema can judge arguments."""
    return not checker_of(tool.schema).broken


def _compile(schema_text: str) -> Checker:
    if len(_checkers) >= _REMEMBERED:
        _checkers.clear()
    checker = _checkers[schema_text] = compile_schema(schema_text)
    return checker


def compile_schema(schema_text: str) -> Checker:
    """Compile a JSON schema given as text; an empty text accepts every object."""
    if not schema_text:
        return _ANY_OBJECT
    import jsonschema_rs

    try:
        schema = msgspec.json.decode(schema_text)
        # A schema from a transcript must not make us fetch anything.
        judge = jsonschema_rs.validator_for(schema, retriever=_no_retrieval)
    except Exception as error:  # noqa: BLE001 - the library raises ValueError and worse on bad schemas
        return Checker(None, None, 0, None, f"unusable schema: {error}")
    shape = exact_type(schema)
    if shape is None:
        return Checker(None, None, 0, judge, "")
    one = msgspec.json.Decoder(shape.type)
    many = msgspec.json.Decoder(GenericAlias(list, (shape.type,)))
    return Checker(one, many, shape.quotes, judge, "", shape.optional)


def _no_retrieval(uri: str) -> Any:
    raise ValueError(f"the schema refers to {uri}, which is not fetched")


class ExactType(NamedTuple):
    """A msgspec type that accepts a subset of a schema, and the quotes of such a text.

    Attributes:
        quotes, optional: As in `Checker`.
    """

    type: Any
    quotes: int
    optional: tuple[tuple[str, int], ...] = ()


def exact_type(schema: Any) -> ExactType | None:
    """Return the type of a flat object schema whose properties are all scalars."""
    if not isinstance(schema, dict) or schema.get("type") != "object" or set(schema) - _OBJECT:
        return None
    properties = schema.get("properties")
    required = schema.get("required", [])
    if not isinstance(properties, dict) or not properties or not isinstance(required, list):
        return None
    if not set(required) <= set(properties):
        return None
    fields: list[tuple[Any, ...]] = []
    quotes = 0
    optional: list[tuple[str, int]] = []
    renamed: dict[str, str] = {}
    for number, (name, spec) in enumerate(properties.items()):
        kind = _scalar(spec)
        if kind is None:
            return None
        attribute = f"f{number}"
        renamed[attribute] = name
        if name in required:
            fields.append((attribute, kind.type))
            quotes += 2 + kind.quotes
        else:
            fields.append((attribute, kind.type | msgspec.UnsetType, msgspec.UNSET))
            optional.append((attribute, 2 + kind.quotes))
    struct = msgspec.defstruct(
        "Arguments", fields, rename=renamed, forbid_unknown_fields=True, kw_only=True
    )
    return ExactType(struct, quotes, tuple(optional))


def _scalar(spec: Any) -> ExactType | None:
    if not isinstance(spec, dict) or set(spec) - _ANNOTATIONS - {"type", "enum"}:
        return None
    kind, choices = spec.get("type"), spec.get("enum")
    if not isinstance(kind, str) or kind not in _PLAIN:
        return None
    if choices is None:
        return ExactType(_PLAIN[kind], 2 if kind == "string" else 0)
    if kind != "string" or not choices or not all(isinstance(c, str) for c in choices):
        return None
    return ExactType(Literal[tuple(choices)], 2)


def _path(parts: list[str | int]) -> str:
    return "$" + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in parts)


def _kind(value: Any) -> str:
    names = {list: "a list", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
