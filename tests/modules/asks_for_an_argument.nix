{ hostname, ... }:
{
  port = builtins.stringLength hostname;
}
