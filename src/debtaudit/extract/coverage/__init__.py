"""Readers of what test runs measured: one file a format, all `bytes -> facts`."""
