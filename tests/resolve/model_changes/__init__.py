"""Tests of resolve/model_changes/."""
