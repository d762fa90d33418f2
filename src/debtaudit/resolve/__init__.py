"""Across files, still pure: which import means which file, who calls whom, who reaches what."""
