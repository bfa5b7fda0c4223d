"""Where a value comes from: results, users and systems that said it, or a sum of theirs."""
