"""Preference pairs for training, formed from findings and checked by the rules."""
