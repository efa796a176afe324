"""The command line: `nadajnik ...`. Each command is a module, imported only when it is called."""
