"""Parts of pages that keep their own state in the session."""
