let a = "k";
  ${a} = 1; in 2
