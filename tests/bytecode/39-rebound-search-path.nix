let __nixPath = [ ]; in <a/b>
