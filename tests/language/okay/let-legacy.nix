# The old form: a recursive set, of which `body` is the value.
[ (let { a = 1; b = a + 1; body = b * 10; }) (let { body.x = y; y = 2; }) ]
