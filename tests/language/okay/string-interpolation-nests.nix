let inner = "in"; in "<${"[${"(${inner})"}]"}>"
