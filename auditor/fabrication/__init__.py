"""Stretches of a model's text that play the tool, and the judges that find them."""
