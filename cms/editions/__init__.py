"""Editions: reading findings at work and as published, fates, publication, what is told to authors."""
