"""What the model says of its own calls and deeds, held against the calls of the trace."""
