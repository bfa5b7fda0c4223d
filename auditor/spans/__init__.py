"""Spans of recorded runs, put together as conversations."""
