"""What values follow from: sources, sums, rows, times, other units."""
