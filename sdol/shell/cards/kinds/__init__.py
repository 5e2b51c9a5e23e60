"""One module for each kind of value, found by its name: `view` gives the blocks of its card."""
