"""Deeds: what the model says that it did to the world, held against the calls that could do it."""

from auditor.deeds.unbacked_deeds import unbacked_deeds

__all__ = ["unbacked_deeds"]
