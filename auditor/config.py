"""Settings: flag > `AUDITOR_*` environment > `auditor.toml` > `[tool.auditor]` of pyproject.toml.

Both files are looked for in the working folder. Beside the settings they may hold the tables of a
contract (`[tools.NAME]`, `[[require]]`, `[decision]`, `[policy]`, `answer_schema`).
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings.sources import EnvSettingsSource

from auditor.contract import Contract, contract_of, load_contract
from auditor.endpoints import Endpoint, Name, ToolServer
from auditor.errors import ConfigError, reason_in
from auditor.evidence.profiles import load_profiles, shapes_of
from auditor.expectations import load_expectations
from auditor.language import Language
from auditor.ledger import read_ledger
from auditor.setting import FormThresholds, Setting, setting_of

AUDITOR_TOML = "auditor.toml"
PYPROJECT = "pyproject.toml"
_ENV_PREFIX = "AUDITOR_"
# Read where a person judges, not here.
_OTHER_VARIABLES = ("AUDITOR_REVIEWER", "AUDITOR_TRAINING")


class FormSettings(BaseModel):
    """`[form]`: when an answer counts as badly formed (TA401, TA402)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min_length: int = Field(default=FormThresholds().min_length, ge=0)
    min_repeats: int = Field(default=FormThresholds().min_repeats, ge=2)
    min_span: int = Field(default=FormThresholds().min_span, ge=1)


class Settings(BaseSettings):
    """Every setting, with its default.

    Attributes:
        format: How `audit` prints.
        lang: Language of its HTML report.
        fail_on: Lowest severity of a finding that makes the exit code 1.
        min_evidence: Lowest grade of a finding that does so.
        strict: A record that cannot be read makes the exit code 1, too.
        contract: A contract file; replaces the contract tables of the settings files.
        profiles: A file of the layouts of tool results, written by `auditor learn`.
        expectations: A file of the calls that each task calls for (JSONL).
        ledger: The tool servers' own logs: a file, folder or glob.
        baseline: File of the findings that are known, written by `auditor baseline`.
        suppressions: File of the findings that people accepted, written by `auditor suppress`.
        store: Database URL; none is written where empty.
        models: Folder of the models that training makes; the user's cache folder where empty.
        form: Thresholds of the form rules.
        endpoints: What a replay may ask, by name.
        mcp: Tool servers that a live replay may use, by name.
    """

    model_config = SettingsConfigDict(
        env_prefix=_ENV_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    format: str = "full"
    lang: Language = "en"
    fail_on: Literal["high", "medium", "low", "info", "never"] = "high"
    min_evidence: Literal["proven", "suspected"] = "suspected"
    strict: bool = False
    contract: str = ""
    profiles: str = ""
    expectations: str = ""
    ledger: str = ""
    baseline: str = "auditor-baseline.json"
    suppressions: str = "auditor-suppressions.toml"
    store: str = ""
    models: str = ""
    form: FormSettings = FormSettings()
    endpoints: dict[Name, Endpoint] = {}
    mcp: dict[Name, ToolServer] = {}

    def files(self) -> list[str]:
        """Return the files that these settings name and an audit reads, the ledger's left out."""
        named = (self.contract, self.profiles, self.expectations, self.baseline, self.suppressions)
        store = self.store.removeprefix("sqlite:///")
        return [*filter(None, (*named, store)), AUDITOR_TOML, PYPROJECT]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources, the strongest first."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, *_files(settings_cls)


def _files(settings_cls: type[BaseSettings]) -> tuple[InitSettingsSource, ...]:
    return tuple(
        InitSettingsSource(
            settings_cls,
            {key: value for key, value in table.items() if key not in Contract.model_fields},
        )
        for table in (file_table(AUDITOR_TOML), file_table(PYPROJECT))
    )


def file_table(name: str) -> dict[str, Any]:
    """Return our table of a settings file in the working folder; empty where there is none.

    Raises:
        ConfigError: The file is no TOML, or `[tool.auditor]` is no table.
    """
    try:
        table = tomllib.loads(Path(name).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name} cannot be read: {error}.") from None
    except OSError as error:
        raise ConfigError(f"{name} cannot be read: {error.strerror}.") from None
    if name != PYPROJECT:
        return table
    ours = table.get("tool", {}).get("auditor", {})
    if not isinstance(ours, dict):
        raise ConfigError(f"{name}: `tool.auditor` is no table.")
    return ours


class Layer(NamedTuple):
    """A place that settings come from, and what it says, by dotted key."""

    origin: str
    values: dict[str, Any]


class Loaded(NamedTuple):
    """The settings in force.

    Attributes:
        values: Every setting.
        contract: The contract of the files or of `contract`.
        origins: Where each setting came from, by dotted key.
    """

    values: Settings
    contract: Contract
    origins: dict[str, str]


def load(flags: Mapping[str, Any] | None = None) -> Loaded:
    """Return the settings of flags, environment and files; flags that are None were not given.

    Raises:
        ConfigError: A value or key is wrong; key and place are named.
    """
    _check_variables()
    given = {key: value for key, value in (flags or {}).items() if value is not None}
    if given.get("store") == "":
        # As by a variable that is not set: nothing would be kept, or another store be read.
        raise ConfigError("--store is an empty text.", "Leave it out, or name a database.")
    layers = _layers(given)
    try:
        values = Settings(**given)
    except ValidationError as error:
        raise _named(error, layers) from None
    contract, contract_origin = _contract(values)
    origins = {key: _origin(key, layers) for key in _leaves(values.model_dump())}
    if contract_origin:
        origins["contract tables"] = contract_origin
    return Loaded(values, contract, origins)


def setting_from(loaded: Loaded) -> Setting:
    """Return what the audit itself is told of the settings."""
    form = FormThresholds(**loaded.values.form.model_dump())
    expectations, ledger = loaded.values.expectations, loaded.values.ledger
    return msgspec.structs.replace(
        setting_of(loaded.contract),
        form=form,
        shapes=shapes_of(load_profiles(loaded.values.profiles)) if loaded.values.profiles else [],
        expectations=load_expectations(expectations) if expectations else {},
        ledger=read_ledger(ledger) if ledger else None,
    )


def _contract(values: Settings) -> tuple[Contract, str]:
    if values.contract:
        return load_contract(values.contract), values.contract
    for name in (AUDITOR_TOML, PYPROJECT):
        table = file_table(name)
        if any(key in Contract.model_fields for key in table):
            return contract_of(table, name), name
    return Contract(), ""


def _layers(given: dict[str, Any]) -> list[Layer]:
    environment = EnvSettingsSource(Settings)()
    files = [
        (name, source())
        for name, source in zip((AUDITOR_TOML, PYPROJECT), _files(Settings), strict=True)
    ]
    named = [("flag", given), ("environment", environment), *files]
    return [Layer(origin, _leaves(values)) for origin, values in named]


def _check_variables() -> None:
    """Refuse variables that are meant for us and set nothing, as keys of the files are refused."""
    tables = tuple(
        f"{_ENV_PREFIX}{key.upper()}__"
        for key, field in Settings.model_fields.items()
        if isinstance(field.default, BaseModel | dict)
    )
    known = {f"{_ENV_PREFIX}{key.upper()}" for key in Settings.model_fields}
    for name in sorted(os.environ):
        if (
            name.upper().startswith(_ENV_PREFIX)
            and name.upper() not in known.union(_OTHER_VARIABLES)
            and not name.upper().startswith(tables)
        ):
            raise ConfigError(f"The variable {name} is no setting.", _known_settings())


def _known_settings(further: str = "") -> str:
    return f"Known: {', '.join(Settings.model_fields)}{further}."


def _leaves(table: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            found |= _leaves(value, f"{above}{key}.")
        else:
            found[above + key] = value
    return found


def _origin(key: str, layers: list[Layer]) -> str:
    for layer in layers:
        if key in layer.values:
            if layer.origin == "environment":
                return _ENV_PREFIX + key.upper().replace(".", "__")
            return f"--{key.replace('_', '-')}" if layer.origin == "flag" else layer.origin
    return "default"


def _named(error: ValidationError, layers: list[Layer]) -> ConfigError:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    missing = first["type"] == "missing"
    # What is missing is named after what stands beside it.
    near = key.rpartition(".")[0] if missing else key
    origin = next(
        (
            _origin(leaf, layers)
            for layer in layers
            for leaf in layer.values
            if leaf == near or leaf.startswith(f"{near}.") or near.startswith(f"{leaf}.")
        ),
        "settings",
    )
    if first["type"] == "extra_forbidden":
        tables = "" if origin.startswith(_ENV_PREFIX) else f", {', '.join(Contract.model_fields)}"
        return ConfigError(f"{origin}: `{key}` is no setting.", _known_settings(tables))
    if missing:
        return ConfigError(f"{origin}: `{key}` is missing.", "Write it.")
    # Our own checks name the value, or leave out what is not to be told.
    given = "" if first["type"] == "value_error" else f", not {first['input']!r}"
    return ConfigError(f"{origin}: `{key}` {reason_in(first)}{given}.")
