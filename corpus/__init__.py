"""Articles: what one is, how it is read, recognised as a copy, and kept."""
