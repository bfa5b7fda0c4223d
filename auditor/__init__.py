"""Finds made-up tool results and disagreement between runs in agent transcripts."""
