({ a, b ? a + c, c ? 2, ... }@args: [ a b args ]) { a = 1; }
