{ a = { }; }.a.b or ("x" + "y")
