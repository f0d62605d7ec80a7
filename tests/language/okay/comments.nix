# a line comment
[ 1 # after a value
  /* a block
     comment */ 2 /**/ 3 /* # not a line comment */ 4 /* * */
  # the last */
]
