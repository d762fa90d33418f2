"""Where complicated code is changed again and again: counts, pairs, ranking and history."""
