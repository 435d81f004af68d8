"""The table of the directory: the records of all organizations in Kafka, whoever keeps them, and their own records."""

from sqlalchemy import Column, Integer, String, Table, Text

from shared.storage.columns import keys, required
from shared.storage.database import read_tables

directory = Table(
    "directory",
    read_tables,
    *keys(key=String(64)),
    *required(epoch=Integer, sequence=Integer),
    Column("revision", Integer, nullable=False, index=True),
    *required(facts=Text),
    Column("writer", String(16)),
)
"""The newest facts of each record (`null`: it was voided). `key`: of an organization, or of its own record, whose `facts` are all its
keys. `writer`: of the topic of the record; None for own records. `revision` rises with every change, so that a process reads only new
changes."""
