"""Benchmarks run and give numbers; how high they are is no matter of tests."""
