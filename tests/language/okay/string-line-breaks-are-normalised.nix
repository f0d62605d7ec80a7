# In the text of a string a carriage return, with or without a line feed after it, is a line feed.
[ "a
bc
d" (builtins.stringLength "
") "kept: \r\n" ]
