"""The demonstration department."""
