"""``leo`` as a process of its own, whatever is installed."""

from leo_ref.cli import main

if __name__ == "__main__":
    main()
