"""What an audit is told beside the transcripts, and the tools that it then knows of."""

from os import PathLike, fspath
from typing import NamedTuple

import msgspec

from auditor.contract import Contract, declared_tools, load_contract
from auditor.errors import UsageError
from auditor.evidence.records import Shape
from auditor.expectations import Expectations
from auditor.ledger_entry import Ledger
from auditor.trace import Tool, Trace


class FormThresholds(msgspec.Struct, frozen=True):
    """When an answer counts as badly formed (TA401, TA402).

    Attributes:
        min_length: Shortest answer in characters that is not too short.
        min_repeats: How often the tail must repeat.
        min_span: How many characters all its repetitions must span.
    """

    min_length: int = 2
    min_repeats: int = 3
    min_span: int = 40


USUAL_FORM = FormThresholds()


class Setting(msgspec.Struct, frozen=True):
    """What an audit is told beside the transcripts.

    Attributes:
        contract: The people's contract; empty where none is given.
        declared: Its tools in the form transcripts declare theirs.
        form: Thresholds of the form rules.
        shapes: Layouts of tool results known from elsewhere: profiles and output schemas.
        ledger: The tool servers' own logs, where given.
        expectations: The calls that each task calls for, by task key.
    """

    contract: Contract = Contract()
    declared: dict[str, Tool] = {}
    form: FormThresholds = USUAL_FORM
    shapes: list[Shape] = []
    ledger: Ledger | None = None
    expectations: Expectations = {}


def setting_of(contract: Contract | None = None) -> Setting:
    """Return the setting of a contract."""
    contract = contract or Contract()
    return Setting(contract, declared_tools(contract))


def setting_given(config: Setting | Contract | str | PathLike[str] | None) -> Setting:
    """Return the setting of a contract, of the path of its file, or itself.

    Raises:
        ConfigError: The file is missing or wrong.
        UsageError: What is given is none of these.
    """
    if isinstance(config, Setting):
        return config
    if isinstance(config, str | PathLike):
        return setting_of(load_contract(fspath(config)))
    if config is None or isinstance(config, Contract):
        return setting_of(config)
    raise UsageError(
        f"{config!r:.80} is of type {type(config).__name__}, not a contract.",
        "Give a contract, the path of its file, or a whole setting.",
    )


class _Known(NamedTuple):
    """The tools of a trace that declares these, under a contract that declares those."""

    own: tuple[Tool, ...]
    declared: dict[str, Tool]
    tools: dict[str, Tool]


_tools_by_id: dict[int, _Known] = {}


def tools_of_trace(trace: Trace, setting: Setting) -> dict[str, Tool]:
    """Return the declared tools by name; the contract's win over the transcript's."""
    if not trace.tools:
        return setting.declared
    known = _tools_by_id.get(id(trace.tools))
    if known is not None and known.own is trace.tools and known.declared is setting.declared:
        return known.tools
    tools = {tool.name: tool for tool in trace.tools} | setting.declared
    if len(_tools_by_id) > 256:  # noqa: PLR2004 - a bound on memory, not a rule
        _tools_by_id.clear()
    _tools_by_id[id(trace.tools)] = _Known(trace.tools, setting.declared, tools)
    return tools
