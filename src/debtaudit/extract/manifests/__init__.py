"""Dependency manifests and lock files, one module a format: bytes -> `ManifestFacts`."""
