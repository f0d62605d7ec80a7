[ (__length [ 1 2 ]) (__add 1 2) (__typeOf 1) (__head [ 3 ]) (__elemAt [ 4 5 ] 1) (__attrNames { z = 1; }) ]
