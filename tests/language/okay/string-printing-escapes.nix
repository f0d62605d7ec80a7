# Quotes, backslashes and the usual control characters are escaped; a dollar sign only in front of a brace.
[ "\"" "\\" "\n\r\t" "$" "\${" "$\${" "a $ b" "\\\${x}" ]
