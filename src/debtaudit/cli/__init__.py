"""The command line: parses arguments, calls `debtaudit.audit`, prints, writes, and exits."""
