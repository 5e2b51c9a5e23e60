"""The interactive loop on a terminal: keys, editing, the menu of completions; plain lines where it can do no more."""
