"""Tests of the readers of measurements."""
