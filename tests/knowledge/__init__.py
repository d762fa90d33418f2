"""Tests of `debtaudit.knowledge`."""
