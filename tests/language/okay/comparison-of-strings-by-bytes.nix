# Bytes, not letters: "ä" comes after "z".
[ ("z" < "ä") ("é" < "€") ("a" < "aa") ("aa" < "a") ]
