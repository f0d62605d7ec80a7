# What stands in an interpolation is never stripped, and an interpolation at the margin sets the indentation.
''
    a
  ${"    b"}
''
