"""Pictures in text: matrices in shades, curves in dots, bars; for a terminal in colour, for a file without it.

A picture is data: what is drawn, never how wide or in which colours. Each kind stands in a module of its own and
draws itself on a `Page` as lines of spans; a span's colour adds to what its characters say and never replaces
it, so that the text is the same on a terminal, in a file and for somebody who sees no colours.
"""

from sdol.kernel.pictures.picture import Picture

__all__ = ["Picture"]
