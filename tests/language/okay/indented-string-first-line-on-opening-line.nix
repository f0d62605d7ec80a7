[ ''  two'' ''
  two'' ''  a
      b'' ]
