''
  ''\  two blanks kept
    a
''
