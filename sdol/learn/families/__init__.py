"""Families of instructions that learn."""
