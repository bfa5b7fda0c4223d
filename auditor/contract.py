"""What the tools promise: schemas, effects, requirements, decisions and policy.

People write it in TOML, in `auditor.toml` or a file of its own; tools declared inside a
transcript serve as a contract without effects and policy.
"""

import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from auditor.arguments import checker_of
from auditor.errors import ConfigError, reason_in
from auditor.messages.parts import json_text
from auditor.trace import Tool

Effect = Literal["read", "write", "aux"]

BESIDE = frozenset({
    "format", "lang", "fail_on", "min_evidence", "strict", "contract", "profiles", "expectations",
    "ledger", "baseline", "suppressions", "store", "models", "form", "endpoints", "mcp",
})  # fmt: skip
"""The settings that an `auditor.toml` may hold beside the tables of a contract."""


class Strict(BaseModel):
    """A table whose unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ToolContract(Strict):
    """`[tools.NAME]`: what one tool takes, gives and does.

    Attributes:
        arguments: JSON schema of the arguments (key `schema`).
        schema_file: A JSON file with that schema, relative to the contract.
        effect: `read` changes nothing, `write` acts on the world, `aux` is bookkeeping.
        key_args: Arguments that say what the call is about; all of them where empty.
        volatile: Fields of arguments or results that differ from run to run without meaning.
        output_schema: JSON schema of the result.
        entity_arg: The argument that names the entity looked up or acted on.
        recorded: The source is declared to record every execution of this tool.
    """

    arguments: dict[str, Any] | None = Field(None, alias="schema")
    schema_file: str | None = None
    effect: Effect | None = None
    key_args: tuple[str, ...] = ()
    volatile: tuple[str, ...] = ()
    output_schema: dict[str, Any] | None = None
    entity_arg: str | None = None
    recorded: bool = False


class Requirement(Strict):
    """`[[require]]`: a call that must precede another, about the same entity."""

    before: str
    call: str
    same: str | None = None


class DecisionContract(Strict):
    """`[decision]`: where a run's decision is read from.

    Attributes:
        tool: Acting tools: the decision is the acting call.
        json_path: Dotted path into a JSON object in the last message.
        regex: Its first group is the decision (RE2-like: matched line by line).
        labels: Decision by the words that stand for it, in any language.
        opposites: Pairs of decisions that contradict each other.
        hand_off: Decisions (tools or labels) that pass the case on to a person.
    """

    tool: tuple[str, ...] = ()
    json_path: str | None = None
    regex: str | None = None
    labels: dict[str, tuple[str, ...]] = {}
    opposites: tuple[Annotated[tuple[str, str], Field()], ...] = ()
    hand_off: tuple[str, ...] = ()

    @field_validator("regex")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
        return pattern


class Policy(Strict):
    """`[policy]`: the decision that each value of the evidence calls for.

    Attributes:
        field: The result fields that may hold the evidence value, under every label in use.
        decide: Allowed decisions by evidence value; none where nothing may be done about it.
    """

    field: tuple[str, ...] = ("verdict",)
    decide: dict[str, tuple[str, ...]] = {}


class Contract(Strict):
    """The whole contract file."""

    tools: dict[str, ToolContract] = {}
    require: tuple[Requirement, ...] = ()
    decision: DecisionContract = DecisionContract()
    policy: Policy | None = None
    answer_schema: dict[str, Any] | None = None


def load_contract(path: str) -> Contract:
    """Read a contract file, or the contract tables of an `auditor.toml`.

    Raises:
        ConfigError: The file is missing, no TOML, or breaks the form; the key is named.
    """
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}.", "Give an existing contract file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no TOML: {error}.") from None
    for key in table:
        if key not in Contract.model_fields and key not in BESIDE:
            raise ConfigError(
                f"{path}: `{key}` is no part of a contract.",
                f"Known: {', '.join(Contract.model_fields)}.",
            )
    return contract_of(table, path)


def contract_of(table: dict[str, Any], path: str) -> Contract:
    """Return the contract of a decoded TOML table; `path` places `schema_file` and errors.

    Raises:
        ConfigError: The table breaks the form; the key is named.
    """
    table = {**table, "policy": _policy_table(table.get("policy"))}
    known = {key: value for key, value in table.items() if key in Contract.model_fields}
    try:
        contract = Contract.model_validate(known)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        said = reason_in(first)
        raise ConfigError(f"{path}: `{key}`: {said}.") from None
    tools = {name: _with_schema(tool, name, path) for name, tool in contract.tools.items()}
    contract = contract.model_copy(update={"tools": tools})
    for key, schema in _schemas_of(contract):
        fault = checker_of(json_text(schema)).broken
        if fault:
            raise ConfigError(f"{path}: `{key}`: {fault.splitlines()[0]}.")
    return contract


def _schemas_of(contract: Contract) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the JSON schemas of a contract, by key: one that can't be used would judge nothing."""
    if contract.answer_schema is not None:
        yield "answer_schema", contract.answer_schema
    for name, tool in contract.tools.items():
        if tool.arguments is not None:
            yield f"tools.{name}.{'schema_file' if tool.schema_file else 'schema'}", tool.arguments
        if tool.output_schema is not None:
            yield f"tools.{name}.output_schema", tool.output_schema


def _policy_table(policy: Any) -> Any:
    """Accept the short form, evidence value -> decision(s), beside the full one."""
    if not isinstance(policy, dict) or "decide" in policy:
        return policy
    rest = {key: value for key, value in policy.items() if key != "field"}
    decide = {key: [value] if isinstance(value, str) else value for key, value in rest.items()}
    field = policy.get("field", ("verdict",))
    return {"field": (field,) if isinstance(field, str) else field, "decide": decide}


def _with_schema(tool: ToolContract, name: str, path: str) -> ToolContract:
    if tool.schema_file is None:
        return tool
    import msgspec

    file = Path(path).parent / tool.schema_file
    try:
        raw = file.read_bytes().removeprefix(BOM_UTF8)
        schema = msgspec.json.decode(raw, type=dict[str, Any])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: `tools.{name}.schema_file` {file}: {error}.") from None
    return tool.model_copy(update={"arguments": schema})


def declared_tools(contract: Contract) -> dict[str, Tool]:
    """Return the contract's tools in the form that transcripts declare theirs."""
    return {
        name: Tool(
            name,
            json_text(tool.arguments) if tool.arguments else "",
            json_text(tool.output_schema) if tool.output_schema else "",
        )
        for name, tool in contract.tools.items()
    }


def forbids_acting(contract: Contract) -> bool:
    """Say whether the policy has an evidence value on which nothing may be done."""
    return contract.policy is not None and () in contract.policy.decide.values()
