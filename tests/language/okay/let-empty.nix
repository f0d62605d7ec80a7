[ (let in 5) (let inherit; in 6) ]
