"""The shipped contracts, one YAML file each, and `starter.yml` to begin one's own from."""
