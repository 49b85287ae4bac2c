"""Scores of a library on questions with known answers: `python -m eval`."""
