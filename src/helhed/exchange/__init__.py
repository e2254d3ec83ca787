"""The declared tables: what the house takes in and gives out, as CSV, XLSX or Parquet.

Knows nothing of Django. The same declarations check an import, write an export, shape the
synthetic municipality and make the reference page.
"""
