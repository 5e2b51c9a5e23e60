"""The debugger's face: its commands, what they answer, and how they are read from a terminal, a file or a pipe."""
