"""花名册: somebody of 专班 sends an .xlsx, sees what it would change, and imports it."""
