"""Benchmarks of Hyades. Python's standard library only."""
