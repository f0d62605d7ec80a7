# An error two lines down.

throw "from the file"
