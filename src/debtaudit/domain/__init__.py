"""The values that travel between the floors: frozen, typed, and free of any reading or writing."""
