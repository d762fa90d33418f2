"""Tests of resolve/training/."""
