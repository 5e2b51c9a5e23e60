"""An editor for plain text that never forgets what was done."""


class Editor:
    """Text with a history: every change can be taken back, and done again."""

    def undo(self):
        """Take the most recent change back, and put it on the list of those that `redo` does again."""

    def redo(self):
        """Do a change again that was taken back."""

    def save(self, path):
        """Write the text to a file, under a temporary name first, so that a crash leaves the old file whole."""


def parse_date(text):
    """Read a day from text such as `3 May 2021` or `2021-05-03`, and raise ValueError for anything else."""
