"""Two runs call the same tool with other arguments.

What it does:
    Reports a run whose calls differ from those of another run of its task in the arguments
    (class C3). Where only arguments differ that don't say what an acting call is about, the
    severity is low.

Why it matters:
    The same tool on another entity is another deed; the same look-up of another entity answers
    another question.

Example:
    `lookup_uri {"uri": "a.example"}` in one run and `{"uri": "www.a.example"}` in the next.

Known false alarms:
    Free-text arguments such as a note or a search phrase.

How to fix or suppress:
    Name the arguments that matter as `key_args` and those that don't as `volatile`. Key order,
    `1` and `1.0`, and the case of a URL's host never count.
"""

from auditor.finding import Hit
from auditor.runs.difference import Difference
from auditor.runs.group_rules import group_rule
from auditor.runs.parted import parted


@group_rule("TA305", "other-arguments", "medium")
def check(difference: Difference) -> Hit | None:
    """Report a run that gives other arguments than another run."""
    if difference.primary != "C3":
        return None
    hit = parted(difference, "give different arguments")
    return hit._replace(severity="low", kind="minor") if hit and difference.minor else hit
