"""Borgere: the person, relations, network, guardians, consent, protected address."""
