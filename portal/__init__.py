"""The service portal: one package, layered as docs/architecture.md describes."""
