"""From the bytes of a configuration file to one validated `Settings`."""
