"""What every room stands on: problems, files, YAML with positions, inline text."""
