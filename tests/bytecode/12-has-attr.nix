s: [ (s ? a.b) ]
