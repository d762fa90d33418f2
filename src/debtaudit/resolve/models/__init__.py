"""The models of a repository: what trains, writes, registers, fetches and describes them."""
