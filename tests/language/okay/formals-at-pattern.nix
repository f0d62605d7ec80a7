[
  ((args@{ a, b ? 2 }: [ a b (args ? b) args ]) { a = 1; })
  (({ a, ... }@rest: rest) { a = 1; z = 26; })
]
