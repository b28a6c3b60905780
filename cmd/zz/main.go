package main

import (
	"context"
	"fmt"
	"image"
	"math"
	"os"
	"sort"

	"mosaic/pkg/scene"
	"mosaic/pkg/trace"
)

func main() {
	name := os.Args[1]
	data, _ := scene.Builtin(name)
	s, err := scene.Parse(name, data)
	if err != nil {
		panic(err)
	}
	t := trace.New(s)
	const n = 160
	const spp = 16
	const runs = 24
	var sum, sq [n * n]float64
	for r := range runs {
		f, err := t.Render(context.Background(), image.Rect(0, 0, n, n), trace.Options{Width: n, Height: n, Samples: spp, MaxDepth: 8, Seed: uint64(r)})
		if err != nil {
			panic(err)
		}
		for i := range sum {
			v := float64(f.Pix[3*i]+f.Pix[3*i+1]+f.Pix[3*i+2]) / 3
			sum[i] += v
			sq[i] += v * v
		}
	}
	var vs []float64
	total := 0.0
	var rows [8][8]float64
	for i := range sum {
		m := sum[i] / runs
		v := (sq[i]/runs - m*m) * runs / (runs - 1)
		vs = append(vs, v)
		total += v
		rows[i/n*8/n][i%n*8/n] += v
	}
	sort.Sort(sort.Reverse(sort.Float64Slice(vs)))
	fmt.Println(name, "rmse at", spp, ":", math.Sqrt(total/n/n))
	acc := 0.0
	for i, v := range vs {
		acc += v
		for _, p := range []float64{.001, .01, .05, .1, .25, .5} {
			if i == int(p*n*n) {
				fmt.Printf("top %g: %.3f\n", p, acc/total)
			}
		}
	}
	for _, r := range rows {
		for _, v := range r {
			fmt.Printf("%6.2f", 100*v/total)
		}
		fmt.Println()
	}
}
