"""Embedding spaces: which there are, what identifies them, and how texts become unit vectors in them.

Importing this package reads no file and loads neither numpy nor an inference library; a space does so when it
first embeds a text.
"""

from sdol.spaces.embedder import Embedder
from sdol.spaces.manifest import Manifest
from sdol.spaces.registry import available, manifest, names, open_space, verify
from sdol.spaces.space import Space

__all__ = ["Embedder", "Manifest", "Space", "available", "manifest", "names", "open_space", "verify"]
