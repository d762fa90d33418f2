"""Tests of the floor that sees all files together."""
