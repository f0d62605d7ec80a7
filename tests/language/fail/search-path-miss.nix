let x = 1; in
<nixstep-surely-not-there>
