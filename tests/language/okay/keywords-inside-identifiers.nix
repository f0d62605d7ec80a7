let iff = 1; thenx = 2; inherited = 3; letter = 4; recx = 5; inn = 6; assertion = 7; withx = 8; orx = 9; in [ iff thenx inherited letter recx inn assertion withx orx ]
