"""What one audit was told is forgotten in the next."""

from auditor.analysis import analyse
from auditor.contract import Contract, ToolContract
from auditor.setting import setting_of
from auditor.trace import Place, Tool, Trace


def test_a_trace_audited_again_under_another_contract_has_that_contracts_tools():
    trace = Trace("sample", Place("-"), [], tools=(Tool("own", '{"type": "object"}'),))
    for name in ("first", "second"):
        contract = Contract(tools={name: ToolContract(output_schema={"type": "object"})})
        assert set(analyse(trace, setting_of(contract)).tools) == {"own", name}
    assert set(analyse(trace, setting_of()).tools) == {"own"}
