package live

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"sync"

	"charm.land/lipgloss/v2"

	"mosaic/pkg/film"
	"mosaic/pkg/tile"
)

// thumb is the longer side of what is kept of the picture, in pixels: as much
// as a large terminal shows.
const thumb = 400

// A Picture is the image as far as its tiles are there, scaled down. It may be
// added to and drawn at the same time.
type Picture struct {
	bounds image.Rectangle // of the whole image
	size   image.Point     // of what is kept of it
	shown  func(rgb []float32)

	mu     sync.Mutex
	sum    []float32 // R, G, B of each pixel that is kept, added up
	weight []float32 // how many pixels of the image that is so far
	drawn  drawing   // the last one
	stale  bool
}

// drawing is lines at a size.
type drawing struct {
	width, height int
	lines         []string
}

// NewPicture is the picture of a plan in a view, with no tile yet.
func NewPicture(plan tile.Plan, view film.View) *Picture {
	p := &Picture{bounds: plan.Bounds(), stale: true, shown: view.Transform()}
	long := max(plan.Width, plan.Height)
	side := min(long, thumb)
	p.size = image.Pt(max(plan.Width*side/long, 1), max(plan.Height*side/long, 1))
	p.sum = make([]float32, 3*p.size.X*p.size.Y)
	p.weight = make([]float32, p.size.X*p.size.Y)
	return p
}

// Add adds the tile whose file lies at path. It reads a row at a time.
func (p *Picture) Add(path string) error {
	r, err := film.OpenTile(path)
	if err != nil {
		return err
	}
	defer r.Close()
	rect := r.Header.Rect
	if r.Header.Image != p.bounds {
		return fmt.Errorf("%s: a tile of an image of %v, not of %v", path, r.Header.Image.Size(), p.bounds.Size())
	}
	row := make([]float32, 3*rect.Dx())
	for y := rect.Min.Y; y < rect.Max.Y; y++ {
		if err := r.ReadRows(1, func(int) film.Line { return film.Line{Color: row} }); err != nil {
			return err
		}
		if p.shown != nil {
			p.shown(row)
		}
		p.addRow(rect.Min.X, y, row)
	}
	return nil
}

func (p *Picture) addRow(x0, y int, row []float32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stale = true
	base := y * p.size.Y / p.bounds.Dy() * p.size.X
	for i := range len(row) / 3 {
		k := base + (x0+i)*p.size.X/p.bounds.Dx()
		for c := range 3 {
			p.sum[3*k+c] += min(row[3*i+c], 1) // what is too bright for the screen shall not outshine its neighbours
		}
		p.weight[k]++
	}
}

// lines draws the picture as large as fits into width columns and height rows
// of characters, of two pixels each; hatched where no tile is.
func (p *Picture) lines(width, height int) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.stale && p.drawn.width == width && p.drawn.height == height {
		return p.drawn.lines
	}
	w := max(min(width, p.size.X, 2*height*p.size.X/p.size.Y), 1)
	h := max(w*p.size.Y/p.size.X/2, 1)
	all := make([]string, h)
	for y := range h {
		var b strings.Builder
		for x := range w {
			upper, lower := p.pixel(x, 2*y, w, 2*h), p.pixel(x, 2*y+1, w, 2*h)
			b.WriteString(lipgloss.NewStyle().Foreground(upper).Background(lower).Render("▀"))
		}
		all[y] = b.String()
	}
	p.drawn, p.stale = drawing{width, height, all}, false
	return all
}

// pixel is the pixel (x, y) of the picture drawn in w x h pixels.
func (p *Picture) pixel(x, y, w, h int) color.Color {
	var sum [3]float32
	var weight float32
	for v := y * p.size.Y / h; v < max((y+1)*p.size.Y/h, y*p.size.Y/h+1); v++ {
		for u := x * p.size.X / w; u < max((x+1)*p.size.X/w, x*p.size.X/w+1); u++ {
			k := v*p.size.X + u
			weight += p.weight[k]
			for c := range sum {
				sum[c] += p.sum[3*k+c]
			}
		}
	}
	if weight == 0 {
		grey := uint8(0x28 + 0x10*((x/2+y/2)%2))
		return color.RGBA{grey, grey, grey, 255}
	}
	return color.RGBA{film.SRGB8(sum[0] / weight), film.SRGB8(sum[1] / weight), film.SRGB8(sum[2] / weight), 255}
}
