"""The measurements that the decisions rest on: `make bench`. Ratios within one run, never a timed test."""
