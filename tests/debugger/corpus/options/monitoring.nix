{ config, ... }:
{
  options.watched = { default = map (port: "check ${toString port}") config.openPorts; };
}
