map builtins.parseDrvName [ "hello-1.2.3" "hello" "a-b-2.0-rc1" "x-y" "" "1.0" "foo-bar-7" "foo-" "a-1b" ]
