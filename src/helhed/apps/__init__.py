"""The only Django in the house: one room per business word.

In each room models hold the rows, access says who may, queries read, actions write, and web
shows. Imports between rooms go down only, in the order that pyproject.toml lists.
"""
