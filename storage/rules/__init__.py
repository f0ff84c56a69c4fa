"""Pure rules: values in, a decision out."""
