"""complete_chain_share: decisions that nothing is missing for."""

from collections.abc import Sequence

from auditor.measure import Share
from auditor.statistics import statistic


@statistic
def complete_chain_share(traces: Sequence[Sequence[bool]]) -> Share:
    """Return how many decisions have a complete chain to what they rest on.

    A decision is an acting call or the final answer of a trace. Its chain is complete if every
    value has a source (a genuine result, the user, the system, or a sum of these), every call that
    the contract requires before it was answered, and the policy allows it: see `auditor prove`.
    Decisions count one by one, so a long trace weighs more than a short one.

    Range: 0 (something is missing for every decision) to 1 (for none).
    NaN: no decisions.
    Source: this project; the complete case of the support levels asked for in
    UKGovernmentBEIS/inspect_ai#4116.

    Args:
        traces: For each trace, whether the chain of each of its decisions is complete.
    """
    decisions = [complete for trace in traces for complete in trace]
    return Share(sum(decisions), len(decisions))
