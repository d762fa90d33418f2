"""Tests of `debtaudit.config`."""
