import ./lib/folder
