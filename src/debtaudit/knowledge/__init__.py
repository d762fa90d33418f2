"""What the field knows, as data files with typed loaders; to teach debtaudit, add rows here."""
