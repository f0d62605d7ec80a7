x: let in let inherit x; in x
