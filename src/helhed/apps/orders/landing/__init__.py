"""An order message lands in the record, one file for each part of it.

Each function writes the rows of what it knows and says what it found no place for. Ids of the
message become ids of rows where nobody has them, so that it can be sent on again under the same.
"""
