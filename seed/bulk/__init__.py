"""Bulk data for benchmarks: ten thousand to a million tickets in minutes, straight into the tables, on both databases."""
