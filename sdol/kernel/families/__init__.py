"""The families of instructions that the kernel brings; each module is one family of the table."""
