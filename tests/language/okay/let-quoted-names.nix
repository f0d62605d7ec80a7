let "quoted" = 1; "with space" = 2; ${"constant"} = 3; in [ quoted constant ]
