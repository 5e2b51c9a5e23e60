"""SDOL, the Semantic Driven Operation Layer: a language whose values are points on a hypersphere."""

__version__ = "0.1.0"
