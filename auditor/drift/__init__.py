"""Drift: over the turns of a conversation, over time, and between versions.

A trace becomes a `Course` (which tools it called, whose results it made up, step by step). Over
turns that gives hazards and survival, over time a chart per model, prompt version and tool, and
between two sets of traces a comparison on the same inputs. The rules TA501 and TA502 are read off
the charts and the comparison.
"""
