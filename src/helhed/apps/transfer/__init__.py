"""Dataoverførsel: the declared tables in and out of the database, all or nothing."""
