"""Tests of resolve/dependencies/."""
