"""Tests of the evaluations: what they count must be countable on a small repository, too."""
