''
	tab
  two
''
