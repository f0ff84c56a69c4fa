"""Talk about one case: its card, what happened, what is done to it, and the words that go with it."""
