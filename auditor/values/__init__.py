"""Values as they stand in texts: spelling, kind, layout; nothing here knows a trace's past."""
