//go:build unix

package command

import (
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// fakeLuxCore reads its .cfg, of which the last line of a name wins. The region
// has its edges in it, two pixels a side at least, and y goes up. It finds what
// the .cfg names in the folder where it starts.
func fakeLuxCore(args []string) error {
	config, err := os.ReadFile(args[len(args)-1])
	if err != nil {
		return fmt.Errorf("RUNTIME ERROR: %w", err)
	}
	set := map[string]string{}
	for line := range strings.Lines(string(config)) {
		name, value, ok := strings.Cut(line, "=")
		if !ok && strings.TrimSpace(line) != "" {
			return fmt.Errorf("RUNTIME ERROR: Syntax error in property string: %s", line)
		}
		set[strings.TrimSpace(name)] = strings.Trim(strings.TrimSpace(value), `"`)
	}
	if _, err := os.Stat(set["scene.file"]); err != nil {
		return fmt.Errorf("RUNTIME ERROR: Unable to open file: %s", set["scene.file"])
	}
	width, _ := strconv.Atoi(set["film.width"])
	height, _ := strconv.Atoi(set["film.height"])
	var x0, x1, y0, y1 int
	if _, err := fmt.Sscanf(set["film.subregion"], "%d %d %d %d", &x0, &x1, &y0, &y1); err != nil {
		return fmt.Errorf("RUNTIME ERROR: Out of bound error for property: film.subregion")
	}
	x0, y0 = min(x0, width-1), min(y0, height-1)
	x1, y1 = min(max(x1, x0+1), width-1), min(max(y1, y0+1), height-1)
	halt, err := strconv.Atoi(set["batch.haltspp"])
	if err != nil {
		time.Sleep(time.Hour) // it goes on and on
	}
	fmt.Fprintf(os.Stderr, "[Elapsed time:   1/0sec][Samples %4d/%d][Convergence 0.000000%%]\n", halt/2, halt)
	outputs := 0
	for name := range set {
		if strings.HasPrefix(name, "film.outputs.") && strings.HasSuffix(name, ".filename") {
			outputs++
		}
	}
	if outputs != 1 {
		return fmt.Errorf("RUNTIME ERROR: %d outputs", outputs)
	}
	r := image.Rect(x0, height-1-y1, x1+1, height-y0)
	return shadeEXR(set["film.outputs.mosaic.filename"], r, r, true)
}

// fakeRpict renders the view of the file, 64 by 48 pixels when it is whole, with
// a perspective of 60 degrees across and square pixels. A pixel shows what the
// whole picture has where it looks at.
func fakeRpict(args []string) error {
	if _, err := os.Stat(args[len(args)-1]); err != nil {
		fmt.Fprintf(os.Stderr, "rpict: system - cannot open octree file \"%s\": No such file or directory\n", args[len(args)-1])
		os.Exit(2)
	}
	value := func(flag string) float64 {
		x, err := strconv.ParseFloat(behind(args, flag), 64)
		if err != nil {
			panic(flag + ": " + err.Error())
		}
		return x
	}
	if behind(args, "-pa") != "0" || behind(args, "-ps") != "1" {
		return fmt.Errorf("rpict: fatal - pixels would be interpolated, or their number changed")
	}
	fmt.Fprintf(os.Stderr, "rpict: 100 rays, 50.00%% after 0.000u 0.000s 0.000r hours on host (PID 1)\n")
	plane := func(angle float64) float64 { return 2 * math.Tan(angle*math.Pi/360) }
	w, h := value("-x"), value("-y")
	whole := image.Pt(64, 48)
	side := plane(60) / float64(whole.X) // of a pixel, at the distance of 1
	finer := math.Round(w / (plane(value("-vh")) / side))
	side, whole = side/finer, whole.Mul(int(finer))
	// Where the picture begins, in pixels from the centre of the whole.
	x0 := (value("-vs") - 0.5) * plane(value("-vh")) / side
	y0 := (value("-vl") - 0.5) * plane(value("-vv")) / side
	for _, n := range []struct{ is, want float64 }{
		{plane(value("-vh")) / side, w}, {plane(value("-vv")) / side, h}, {x0, math.Round(x0)}, {y0, math.Round(y0)},
	} {
		if math.Abs(n.is-n.want) > 1e-6 {
			return fmt.Errorf("rpict: fatal - what is %g should be %g", n.is, n.want)
		}
	}
	left, bottom := int(math.Round(x0))+whole.X/2, int(math.Round(y0))+whole.Y/2
	top := whole.Y - bottom - int(h)
	return shadeHDR(os.Stdout, image.Rect(left, top, left+int(w), top+int(h)), int(finer))
}

// fakePfilt takes the upper left pixel of each square.
func fakePfilt(args []string) error {
	n, err := strconv.Atoi(strings.TrimPrefix(behind(args, "-x"), "/"))
	if err != nil {
		return err
	}
	data, err := os.ReadFile(args[len(args)-1])
	if err != nil {
		return err
	}
	head, pixels, _ := strings.Cut(string(data), "\n\n")
	line, pixels, _ := strings.Cut(pixels, "\n")
	var w, h int
	if _, err := fmt.Sscanf(line, "-Y %d +X %d", &h, &w); err != nil {
		return fmt.Errorf("pfilt: %s: %w", filepath.Base(args[len(args)-1]), err)
	}
	fmt.Printf("%s\n\n-Y %d +X %d\n", head, h/n, w/n)
	for y := 0; y < h; y += n {
		for x := 0; x < w; x += n {
			fmt.Print(pixels[4*(y*w+x) : 4*(y*w+x)+4])
		}
	}
	return nil
}
