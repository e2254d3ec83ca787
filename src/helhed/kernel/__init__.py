"""What every other room stands on: periods, money, workdays, clock, law, dated parameters.

Standard library only; imports nothing else of the house.
"""
