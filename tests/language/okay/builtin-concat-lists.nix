[ (builtins.concatLists [ [ 1 ] [ ] [ 2 [ 3 ] ] ]) (builtins.concatLists [ ]) (builtins.length (builtins.concatLists [ [ (throw "no") ] [ 1 ] ])) ]
