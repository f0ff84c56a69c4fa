"""上报: a problem is typed, glanced at, and submitted; for oneself, for an enterprise (代上报), or to 专班 alone."""
