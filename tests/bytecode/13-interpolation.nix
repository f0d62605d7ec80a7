n: "a${n}b${n.c}"
