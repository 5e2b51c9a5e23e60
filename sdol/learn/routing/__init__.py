"""Routers as the language has them: what they say, and how a session keeps them."""
