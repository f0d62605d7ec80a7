s: k: s.a."b".${k}.c or (s.d)
