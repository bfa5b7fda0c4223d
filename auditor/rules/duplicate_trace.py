"""A trace that was already read in this audit.

What it does:
    Reports a record or trace whose content equals an earlier one of the same audit. It is counted
    and not audited again, nor compared as another run of its task, in runs or in drift.

Why it matters:
    Rates that count the same run twice are wrong, and "repeats" that are copies prove no
    consistency.

Example:
    The same export lies in a folder twice.

Known false alarms:
    Replays without ids whose answers are equal to the letter.

How to fix or suppress:
    Remove the copy, or give runs an id or a run index.
"""

from auditor.rules import declare

RULE = declare("TA905", "duplicate-trace", "info", "record", __doc__)
