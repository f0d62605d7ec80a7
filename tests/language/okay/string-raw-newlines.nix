"first
second

  indented"
