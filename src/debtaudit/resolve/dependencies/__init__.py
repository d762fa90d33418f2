"""What is declared, how old and how sound it is, and how that is put into words."""
