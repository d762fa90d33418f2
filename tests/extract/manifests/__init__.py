"""Tests of debtaudit.extract.manifests: bytes of a manifest to what it declares."""
