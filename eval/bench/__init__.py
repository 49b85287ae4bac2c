"""Speed: what is timed, printed by `make bench`."""
