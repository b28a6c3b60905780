module mosaic/tests/cluster

go 1.26.0
