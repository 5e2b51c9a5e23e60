"""The colon commands of the interactive loop, a file each; a command is found by the name of its file."""
