"""What a text may hold that no tool returned: examples, drafts, what was ordered or worked out."""
