"""Tests of resolve/hotspots/."""
