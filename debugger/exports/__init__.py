"""What a finding is handed on as: a story in Markdown, lines of JSON, a cast of the terminal."""
