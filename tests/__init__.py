"""Tests of debtaudit; the folders mirror `src/debtaudit`."""
