(all@{ a, b ? all.a + 1, c ? all.z or 9 }: [ a b c ]) { a = 1; }
