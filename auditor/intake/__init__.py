"""Records in, traces out: what a file is, how it is read, and an account of every record."""
