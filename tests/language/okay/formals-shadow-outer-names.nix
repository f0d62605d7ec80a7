let a = 1; b = 2; in ({ a, c ? b }: [ a c ]) { a = 10; }
