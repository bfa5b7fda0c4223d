"""Which things a text, a question and the calls speak of, and what came back about each."""
