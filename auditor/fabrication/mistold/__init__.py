"""What came back, told otherwise: another value, another thing's, an older one."""
