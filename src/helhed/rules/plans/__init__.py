"""Handleplan, barnets plan og ungeplan: goals in own words, and when to look again."""
