"""The installed command on real repositories built in a temporary folder."""
