{ config, ... }:
{
  options.webPort = { default = 80; };
  options.webAddress = { default = "localhost"; };
  options.webUrl = { default = "http://${config.webAddress}:${toString config.webPort}/"; };
}
