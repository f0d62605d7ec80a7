s: with s; x: { inherit f; g = y: [ f y ]; }
