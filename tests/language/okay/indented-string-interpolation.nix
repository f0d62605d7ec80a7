let name = "two"; in ''
  one
    ${name}
  ${"three\n  still"}
''
