"""The law and the house's own rules, one room per business word, one file per word of the law.

Pure functions: facts and today's date in, a result with its citation out. Standard library only.
"""
