[ (({ a ? throw "no" }: 1) { }) (({ a, b ? throw "no" }: a) { a = 2; }) (({ a ? throw "no" }: a) { a = 3; }) ]
