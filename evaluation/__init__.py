"""Commits labelled by reading, and how debtaudit's answers compare (`make evaluate REPOS=dir`)."""
