"""Repeated runs of one task: where they disagree, and why.

A trace becomes a `Run` (chain, decision, input in comparable form), two runs become a
`Difference`, the runs of a task a `TaskReport`, and all of them a `RunReport`. The rules TA301 to
TA306 are read off the differences.
"""
