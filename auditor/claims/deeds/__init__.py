"""Deeds: what the model says that it did to the world, held against the calls that could do it."""
