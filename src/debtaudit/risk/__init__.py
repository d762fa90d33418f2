"""From findings to scores, totals and the verdict of the gate."""
