"""Log: every read and write of a citizen's data leaves a row, in the same transaction."""
