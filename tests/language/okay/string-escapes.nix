# \n \r \t are the only letters with a meaning; any other escaped character stands for itself.
[ "a\nb" "a\rb" "a\tb" "a\\b" "a\"b" "a\${b}" "\a\b\f\v\0\x41\u0041\e\ " "\'" "tab	raw" ]
