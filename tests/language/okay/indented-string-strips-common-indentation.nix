''
    four
      six
    four
  ''
