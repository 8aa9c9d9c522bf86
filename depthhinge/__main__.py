"""`python -m depthhinge`: the same as `depthhinge`, where scripts are not on the path."""

from depthhinge.cli.main import main

if __name__ == "__main__":
    main()
