"""What can go wrong while a browser is driven, in words for the person at the keyboard."""


class BrowserError(RuntimeError):
    """The browser did not start, refused a command or went away."""


class BrowserMissingError(BrowserError):
    """A program that is needed is not installed, or a window was asked for where there is no display."""
