"""Tests of the values and small pure pieces of the lowest floor."""
