# Dots and doubled slashes go away when a path is made.
map toString [ /a/./b /a/../b /a/b/.. (/. + "a//b/") (/. + "/..") (/a + "/../../c") ]
