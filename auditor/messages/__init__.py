"""Chat messages in the forms of providers and frameworks, turned into events."""
