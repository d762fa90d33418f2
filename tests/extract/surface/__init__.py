"""Tests of extract/surface/."""
