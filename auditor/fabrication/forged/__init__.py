"""What only a runtime or another party may write: calls, outputs, turns."""
