"""`python -m debtaudit`: the same program as the `debtaudit` command."""

from debtaudit.cli.app import main

if __name__ == "__main__":
    main()
