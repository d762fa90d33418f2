"""Tests of `debtaudit.checklist`."""
