"""Tests of the floor that touches the outside."""
