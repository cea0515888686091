"""`python -m smartregions` is the command `smartregions`."""

from smartregions.cli import main

if __name__ == "__main__":
    main()
