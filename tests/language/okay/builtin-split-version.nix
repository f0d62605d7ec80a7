map builtins.splitVersion [ "1.2.3" "1.2pre3" "2.0-rc_1" "" "a1b2" "1..2" "..." ]
