"""What the research pages share. Apart from the rest, because it needs the workspace and the first page does not."""
