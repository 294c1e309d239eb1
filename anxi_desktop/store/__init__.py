"""The SQLite file: journal, state, typed tables, witness, backups."""
