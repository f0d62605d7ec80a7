{ a,
  a }: a
