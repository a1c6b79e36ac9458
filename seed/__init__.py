"""Data to start with: the department's standards, a demonstration department, bulk data for benchmarks."""
