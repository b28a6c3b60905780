module mosaic

go 1.26
