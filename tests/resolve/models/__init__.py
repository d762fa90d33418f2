"""Tests of resolve/models/."""
