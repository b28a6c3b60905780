module mosaic/tests/debimage

go 1.26.0
