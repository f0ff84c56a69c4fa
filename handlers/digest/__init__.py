"""日报, 超期, and the morning's list of what is due."""
