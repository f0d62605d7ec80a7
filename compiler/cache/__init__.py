"""Findings as bytes and back, so that a source need not be parsed and analysed twice."""
