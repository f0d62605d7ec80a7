[ (/a/b == /a/../a/b) (/a == "/a") (./lib == ./lib/../lib) (/a < /b) ]
