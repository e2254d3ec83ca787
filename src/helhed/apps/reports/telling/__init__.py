"""From the record to the plain facts of a delivery report, one file for each group of resources.

Every file holds functions that take what is being told (``Telling``) and rows, and add parts to it.
Ids are lasting: a row's own id where it becomes one resource, else an id that follows from the row
and what it becomes (``lasting``).
"""
