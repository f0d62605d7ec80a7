# A line of nothing but blanks does not count, and loses as much as it has.
''
    a
  
      
    b
''
