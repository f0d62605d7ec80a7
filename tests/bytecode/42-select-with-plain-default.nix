s: s.a or s.b or 1
