"""What the decisions of a trace rest on."""
