"""One record per household: an append-only list of answers. Everything else is computed by replaying it."""
