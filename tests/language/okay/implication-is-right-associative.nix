[ (true -> true) (true -> false) (false -> throw "not needed") (false -> true -> false) ((false -> true) -> false) ]
