package model

import (
	"strconv"
	"strings"
	"unicode"
)

// A Moment is when a scene is looked at, and how far the camera has gone around
// it: what differs between the frames of a film. The zero Moment is a still:
// models at rest, and the camera where it stands.
type Moment struct {
	// Animate plays an animation of each model that has any, up to a time.
	// Unset, all models are at rest: as their nodes lie without animation.
	Animate bool
	Clip    string  // the animation's name, or its number from 0 in its model; "" is the first of each model
	Seconds float64 // since the animation began; before its first key and after its last one nothing moves

	// Turntable lets the camera go around what it looks at. A camera that is chosen
	// for a model then stands so far off that the model fits into the picture from
	// all sides. Unset, Turn says nothing.
	Turntable bool
	Turn      float64 // how far, in whole turns: counterclockwise, seen from above (+Y)
}

// A Clip is an animation that a model file brings along.
type Clip struct {
	Model   string   // the model's file, as the scene names it
	Number  int      // from 0, within the model
	Name    string   // may be empty, and several may have the same
	Seconds float64  // the length: the time of the last key; 0 if the clip is broken
	Ignored []string // what the clip moves and nobody reads, as the file names it: it does not move
}

// String names a clip so that a Moment finds it: by its name or, if it has none
// that can be typed, by its number.
func (c *Clip) String() string {
	const most = 100
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	if c.Name == "" || len(c.Name) > most || strings.ContainsFunc(c.Name, unprintable) {
		return strconv.Itoa(c.Number)
	}
	return c.Name
}

// Played are those of the clips that a Moment of this name or number plays: at
// most one of each model, the first with that name or else the one with that
// number; "" is the first.
func Played(all []Clip, clip string) []Clip {
	var played []Clip
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Model == all[0].Model {
			n++
		}
		if i := find(all[:n], clip); i >= 0 {
			played = append(played, all[i])
		}
		all = all[n:]
	}
	return played
}

// find is the place of a clip among those of one model; -1 if it is not there.
func find(all []Clip, clip string) int {
	if clip == "" {
		return 0
	}
	number := -1
	for i := range all {
		if all[i].Name == clip {
			return i
		}
		if strconv.Itoa(all[i].Number) == clip {
			number = i
		}
	}
	return number
}

// Length is the time in seconds until all that a Moment of this clip plays has
// ended; ok is false if it plays nothing.
func Length(all []Clip, clip string) (seconds float64, ok bool) {
	for _, c := range Played(all, clip) {
		seconds, ok = max(seconds, c.Seconds), true
	}
	return seconds, ok
}
