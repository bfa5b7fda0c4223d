"""What the model tells of its acts, held value by value against what the calls were given."""
