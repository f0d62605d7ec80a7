"""What is found out about a program before anything is written: names, captures, errors, remarks."""
