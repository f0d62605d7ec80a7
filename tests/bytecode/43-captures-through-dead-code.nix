x: y: z: [ z (true || x) y ]
