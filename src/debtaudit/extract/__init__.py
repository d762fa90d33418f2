"""Pure functions from bytes to facts: a file is parsed once, every fact is from that tree."""
