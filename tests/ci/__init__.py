"""Tests of the CI recipes."""
