{
  inherit nothing;
}
