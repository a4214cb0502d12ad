"""Benches of grouping: how good, how stable, how fast. No room of the site imports this package."""
