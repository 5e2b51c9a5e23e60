"""Drift as the language has it: logs as values, what is told of them, and judgements that are noted."""
