"""When: expressions of time in French, and their dates in EDTF."""
