args@{ a, b ? a, c ? x: c }: args.b
