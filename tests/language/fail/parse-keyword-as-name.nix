let a = 1;
    then = 2; in a
