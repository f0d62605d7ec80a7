"the default file"
