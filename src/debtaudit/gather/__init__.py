"""The only floor that touches the audited repository, git, the cache and the network."""
