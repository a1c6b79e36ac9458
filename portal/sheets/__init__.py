"""Sheets that people bring and take away: Excel and CSV, read and written as plain text, without formulas."""
