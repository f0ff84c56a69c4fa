"""The desk: lists to leaf through, who looks after whom, and help."""
