[ (builtins.groupBy (s: builtins.substring 0 1 s) [ "apple" "bean" "avocado" "corn" ]) (builtins.groupBy (_: throw "no") [ ]) ]
