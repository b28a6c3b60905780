package settings

import (
	"fmt"
	"strings"
)

// A Motion is how the frames of the path tracer differ. It means nothing to a still.
type Motion struct {
	FPS   float64 // frames a second, of the film and of the model's clips; 0 is DefaultFPS
	Clip  string  // animation of the models that is played, by name or number; "" is the first of each
	Turns float64 // of the camera around the scene, over all frames
}

// DefaultFPS is the frames a second if nobody says them.
const DefaultFPS = 24

// Rate is the frames a second.
func (m Motion) Rate() float64 {
	if m.FPS == 0 {
		return DefaultFPS
	}
	return m.FPS
}

// Table is the settings' rows.
func (m *Motion) Table() Table {
	return Table{
		{
			Name: "fps", Flag: "fps", Noun: "the number of frames a second",
			Help:  "frames a second: frame 1 is at the beginning",
			Value: &m.FPS, Min: 0.001, Max: 1000, Zero: fmt.Sprint(DefaultFPS),
		},
		{
			Name: "clip", Flag: "clip", Noun: "the clip",
			Help:  "animation of the model to play, by its `NAME` or number",
			Value: &m.Clip, Zero: "the first",
		},
		{
			Name: "turns", Flag: "turntable", Noun: "the number of turns",
			Help:  "`TURNS` of the camera around the scene over all frames; -1 goes the other way",
			Value: &m.Turns, Min: -1000, Max: 1000, Zero: "none",
		},
	}
}

// String tells people of the motion.
func (m Motion) String() string {
	words := []string{fmt.Sprintf("%v frames a second", m.Rate())}
	if m.Clip != "" {
		words = append(words, fmt.Sprintf("clip %q", m.Clip))
	}
	if m.Turns != 0 {
		words = append(words, fmt.Sprintf("%v turns of the camera", m.Turns))
	}
	return strings.Join(words, ", ")
}
