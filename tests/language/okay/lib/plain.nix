# A plain value.
{ answer = 42; name = "plain"; }
