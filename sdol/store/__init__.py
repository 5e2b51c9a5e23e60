"""The session: one SQLite file with the partitions, the embedding cache, the journal and the settings."""

from sdol.store.database import Database
from sdol.store.embeddings import EmbeddingCache
from sdol.store.journal import Entry, Journal, Run
from sdol.store.location import default_path
from sdol.store.partitions import Partition
from sdol.store.records import Hit, PartitionInfo, Record
from sdol.store.settings import Settings

__all__ = [
    "Database",
    "EmbeddingCache",
    "Entry",
    "Hit",
    "Journal",
    "Partition",
    "PartitionInfo",
    "Record",
    "Run",
    "Settings",
    "default_path",
]
