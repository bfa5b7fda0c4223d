"""Records set out in a layout of results, and whether they are true."""
