[
  ./folder/
]
