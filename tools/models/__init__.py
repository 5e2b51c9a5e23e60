"""The steps by which `tools/build_models.py` makes the two models that travel with the package."""
