let true = false; in true || 1 == 2 -> true && false
