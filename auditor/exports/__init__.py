"""Traces in the form of other tools, and as lines of our own."""
