"""Tests of what reads pipelines and scripts."""
