"""Reading and writing: values printed, JSON, regular expressions, code listed, messages, path text.

May know the words of vm. Nothing here evaluates, looks at the machine or touches a file.
"""
