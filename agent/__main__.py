"""`nadajnik` and `python -m agent`."""

import sys


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    from agent.cli.root import root
    from agent.log import setup_logging

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a Polish letter gets a question mark, not a crash.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    setup_logging(None)
    root(prog_name="nadajnik")


if __name__ == "__main__":
    main()
