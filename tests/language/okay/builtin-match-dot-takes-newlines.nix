builtins.match "(.*)\n(.)" "one\ntwo\n3"
