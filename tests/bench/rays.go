package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"mosaic/pkg/bvh"
)

// A line is a ray as it lies in the files that both sides read.
type line struct {
	Origin, Direction bvh.Vec
	Least             float32
}

// A tally is what one side took: seconds by the clock for the build, of
// processor time for the rays.
type tally struct {
	build   float64
	seconds [2]float64 // primary, secondary
	hits    [2]int
}

// benchRays compares the tree of a ball of a million triangles with Embree's:
// how long it takes to build, and how many rays a second one thread traces.
// Rays are measured in processor time: other programs do not count.
func benchRays(ctx context.Context, dir string) error {
	const title = "a mesh of 1,046,528 triangles against Embree"
	program := filepath.Join(dir, "embree")
	if !peer(ctx, title, func() error {
		return command(ctx, "", "g++", "-O2", "-march=native", "tests/bench/embree/trace.cpp", "-lembree3", "-o", program)
	}, "g++", "libembree-dev") {
		return nil
	}
	vertices, triangles := ball(1024)
	sets := rays(bvh.Build(vertices, triangles, 0))
	files := []string{filepath.Join(dir, "mesh"), filepath.Join(dir, "primary"), filepath.Join(dir, "secondary")}
	if err := store(files[0], uint32(len(vertices)), uint32(len(triangles)), vertices, triangles); err != nil {
		return err
	}
	for i, set := range sets {
		if err := store(files[1+i], uint32(len(set)), set); err != nil {
			return err
		}
	}
	var ours, theirs []tally
	for range rounds {
		t, err := embree(ctx, program, files)
		if err != nil {
			return err
		}
		theirs = append(theirs, t)
		ours = append(ours, mosaic(vertices, triangles, sets))
	}
	fmt.Println(title)
	ratio("build on all processors, Embree's on one; less is better", ours, theirs, func(t tally) float64 { return t.build * 1e3 }, "ms")
	for i, name := range []string{"primary", "random secondary"} {
		ratio(fmt.Sprintf("%d %s rays, one thread; more is better", len(sets[i]), name), ours, theirs,
			func(t tally) float64 { return float64(len(sets[i])) / t.seconds[i] / 1e6 }, "M rays/s")
		if a, b := ours[0].hits[i], theirs[0].hits[i]; max(a-b, b-a) > 20 {
			return fmt.Errorf("%d of the %s rays hit, Embree's count is %d", a, name, b)
		}
	}
	fmt.Println()
	return nil
}

// ratio prints the medians of both sides and of what ours is of theirs.
func ratio(name string, ours, theirs []tally, of func(tally) float64, unit string) {
	var a, b, r []float64
	for i := range ours {
		a, b = append(a, of(ours[i])), append(b, of(theirs[i]))
		r = append(r, a[i]/b[i])
	}
	slices.Sort(r)
	fmt.Printf("  %-60s %6.3g against %6.3g %s, ratio %.2f (%.2f to %.2f)\n", name, median(a), median(b), unit, median(r), r[0], r[len(r)-1])
}

// embree runs the other side.
func embree(ctx context.Context, program string, files []string) (t tally, err error) {
	out, err := exec.CommandContext(ctx, program, files...).Output()
	if err == nil {
		_, err = fmt.Fscan(bytes.NewReader(out), &t.build, &t.seconds[0], &t.hits[0], &t.seconds[1], &t.hits[1])
	}
	if err != nil {
		return t, fmt.Errorf("the side of Embree: %w", err)
	}
	return t, nil
}

// mosaic runs ours.
func mosaic(vertices [][3]float32, triangles [][3]uint32, sets [2][]line) (t tally) {
	runtime.GC()
	start := time.Now()
	tree := bvh.Build(vertices, triangles, 0)
	t.build = time.Since(start).Seconds()
	runtime.GC()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for i, set := range sets {
		start := processorSeconds()
		for j := range set {
			l := &set[j]
			if _, ok := tree.Intersect(l.Origin, l.Direction, l.Least, float32(math.Inf(1))); ok {
				t.hits[i]++
			}
		}
		t.seconds[i] = processorSeconds() - start
	}
	return t
}

// processorSeconds is what this thread has had of a processor.
func processorSeconds() float64 {
	var t unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) // Linux has it
	return time.Duration(t.Nano()).Seconds()
}

// ball is a sphere with waves of two sizes: n corners around, n/2 from pole to
// pole.
func ball(n int) (vertices [][3]float32, triangles [][3]uint32) {
	for j := range n/2 + 1 {
		theta := math.Pi * float64(j) / float64(n/2)
		for i := range n {
			phi := 2 * math.Pi * float64(i) / float64(n)
			sin := math.Sin(theta)
			r := 1 + 0.12*math.Sin(9*phi)*math.Sin(7*theta)*sin + 0.03*math.Sin(41*phi+3*theta)*sin*math.Sin(37*theta)
			vertices = append(vertices, [3]float32{
				float32(r * sin * math.Cos(phi)), float32(r * math.Cos(theta)), float32(r * sin * math.Sin(phi)),
			})
		}
	}
	for j := range n / 2 {
		for i := range n {
			a, b := uint32(j*n+i), uint32(j*n+(i+1)%n)
			c, d := a+uint32(n), b+uint32(n)
			if j > 0 {
				triangles = append(triangles, [3]uint32{a, c, b})
			}
			if j < n/2-1 {
				triangles = append(triangles, [3]uint32{b, c, d})
			}
		}
	}
	return vertices, triangles
}

// rays are those of a camera that sees the whole ball, and from each point that
// they hit one in any direction.
func rays(tree *bvh.Tree) (sets [2][]line) {
	const side = 1024
	state := uint64(88172645463325252) // Marsaglia, "Xorshift RNGs", 2003
	random := func() float64 {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		return float64(state>>11) / (1 << 53)
	}
	for i := range side * side {
		x, y := (float32(i%side)+0.5)/side*2-1, 1-(float32(i/side)+0.5)/side*2
		l := 1 / float32(math.Sqrt(float64(x*x*0.16+y*y*0.16+1)))
		first := line{bvh.Vec{Z: 3.2}, bvh.Vec{X: x * 0.4 * l, Y: y * 0.4 * l, Z: -l}, 0}
		sets[0] = append(sets[0], first)
		h, ok := tree.Intersect(first.Origin, first.Direction, 0, float32(math.Inf(1)))
		if !ok {
			continue
		}
		z, phi := random()*2-1, random()*2*math.Pi
		r := math.Sqrt(1 - z*z)
		o, d, far := first.Origin, first.Direction, h.T*0.9999
		sets[1] = append(sets[1], line{
			bvh.Vec{X: o.X + d.X*far, Y: o.Y + d.Y*far, Z: o.Z + d.Z*far},
			bvh.Vec{X: float32(r * math.Cos(phi)), Y: float32(r * math.Sin(phi)), Z: float32(z)},
			1e-4,
		})
	}
	return sets
}

// store writes values to a file, one after the other, as they lie in memory on
// most machines.
func store(name string, values ...any) error {
	var b bytes.Buffer
	for _, v := range values {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			return err
		}
	}
	return os.WriteFile(name, b.Bytes(), 0o666)
}
