"""Acts and looks that the model tells of, by the kind of thing that they are upon."""
