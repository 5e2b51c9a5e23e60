"""Packages: modules of others, fetched, checked, copied into a project, and written down in its lock file."""
