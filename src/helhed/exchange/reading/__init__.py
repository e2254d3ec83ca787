"""Reading declared tables from files: everything is checked, every fault has its place."""
