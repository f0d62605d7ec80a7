let x = 1; y = 10; in rec { x = 2; z = x + y; inherit y; }
