"""Tests of `debtaudit.risk`."""
