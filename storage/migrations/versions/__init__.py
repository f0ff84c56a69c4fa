"""Every revision, the first one first."""
