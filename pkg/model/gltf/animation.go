package gltf

import (
	"fmt"
	"slices"

	"mosaic/pkg/model"
)

// animations decodes the animations of the file. At rest nobody needs them to be
// right, so they are decoded by whoever does.
func (r *reader) animations() (all []animation, err error) {
	err = decodeList(r.doc.animations, "animations", &all)
	return all, err
}

// animate moves the document to a time of the animation that a moment names: the
// properties that it moves get the values that they have by then, and all else
// is read as if the file had them. Without that animation nothing moves.
func (r *reader) animate(at model.Moment) error {
	all, err := r.animations()
	if err != nil {
		return err
	}
	clips := make([]model.Clip, len(all))
	for i, a := range all {
		clips[i] = model.Clip{Number: i, Name: a.Name}
	}
	for _, c := range model.Played(clips, at.Clip) {
		if err := r.play(&all[c.Number], at.Seconds, fmt.Sprintf("animations[%d]", c.Number)); err != nil {
			return err
		}
	}
	return nil
}

// play sets all that an animation moves.
func (r *reader) play(a *animation, seconds float64, here string) error {
	by := map[string]int{} // the channels, by what they move
	for i := range a.Channels {
		c, channel := &a.Channels[i], fmt.Sprintf("%s.channels[%d]", here, i)
		t, err := r.target(c, channel+".target")
		if err != nil {
			return err
		}
		if t.set == nil {
			continue
		}
		if other, ok := by[t.pointer]; ok {
			return fault(channel+".target", "moves %.80s, as channels[%d] does: export the file again", t.pointer, other)
		}
		by[t.pointer] = i
		f, err := r.curve(a, c, &t, channel)
		if err != nil {
			return err
		}
		const size = 64 // of a number and of its text, by which it is set
		if err := r.reserve(t.width, size, channel); err != nil {
			return err
		}
		if err := t.set(f.at(seconds)); err != nil {
			return fault(channel+".target", "cannot move %.80s (%w): export the file again", t.pointer, err)
		}
	}
	return nil
}

// clips tells of the animations of the file. One that is broken, which only
// those hear of who play it, has no length.
//
// The buffers of all of them are opened, so that whoever keeps the files that a
// model at rest needs has those that it needs to move.
func (r *reader) clips() []model.Clip {
	all, err := r.animations()
	if err != nil {
		return nil
	}
	var clips []model.Clip
	for i := range all {
		clips = append(clips, r.clip(&all[i], i))
	}
	return clips
}

func (r *reader) clip(a *animation, number int) model.Clip {
	const most = 20 // of what is told to be ignored
	clip := model.Clip{Number: number, Name: a.Name}
	here, broken := fmt.Sprintf("animations[%d]", number), false
	for i := range a.Channels {
		c, channel := &a.Channels[i], fmt.Sprintf("%s.channels[%d]", here, i)
		t, err := r.target(c, channel+".target")
		broken = broken || err != nil
		if err == nil && t.set == nil && t.pointer != "" && len(clip.Ignored) < most && !slices.Contains(clip.Ignored, t.pointer) {
			clip.Ignored = append(clip.Ignored, t.pointer)
		}
		s, err := lookup(a.Samplers, valueOr(c.Sampler, -1), channel+".sampler", "samplers")
		if err != nil {
			broken = true
			continue
		}
		times, err := r.times(valueOr(s.Input, -1), channel+".sampler.input")
		broken = broken || err != nil || r.openAccessor(valueOr(s.Output, -1), channel+".sampler.output") != nil
		if err == nil {
			clip.Seconds = max(clip.Seconds, float64(times[len(times)-1]))
		}
	}
	if broken {
		clip.Seconds = 0
	}
	return clip
}

// openAccessor opens the buffers of an accessor.
func (r *reader) openAccessor(i integer, location string) error {
	a, err := lookup(r.doc.accessors, i, location, "accessors")
	if err != nil {
		return err
	}
	views := []*integer{a.BufferView}
	if a.Sparse != nil {
		views = append(views, a.Sparse.Indices.BufferView, a.Sparse.Values.BufferView)
	}
	for _, number := range views {
		if number == nil {
			continue
		}
		v, err := lookup(r.doc.views, *number, location, "bufferViews")
		if err != nil {
			return err
		}
		buffer := v.Buffer
		if v.Extensions.Meshopt != nil {
			buffer = v.Extensions.Meshopt.Buffer
		}
		if _, err := r.buffer(buffer, location); err != nil {
			return err
		}
	}
	return nil
}
