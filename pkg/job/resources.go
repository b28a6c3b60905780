package job

import (
	"maps"
	"path"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
)

// TileMemory is the memory that a pod needs for one tile of the spec: what the
// program takes, the film, and the scene, which is some twenty times as large
// while it is read as its file is.
func TileMemory(spec render.Spec, scene int) resource.Quantity {
	const mib = 1 << 20
	largest := spec.Plan.Largest()
	pixels := film.PixelSize(spec.Channels) * largest.X * largest.Y
	need := 256*mib + pixels + pixels/4 + 20*scene
	steps := max((need+128*mib-1)/(128*mib), 4) // in steps of 128 MiB, at least 512 MiB
	return *resource.NewQuantity(int64(steps)*128*mib, resource.BinarySI)
}

// TileResources is the size of a pod that renders: what it may use is set aside,
// but for processors and memory beyond that if the options' limits say so.
func TileResources(o Options) corev1.ResourceRequirements {
	size := corev1.ResourceList{corev1.ResourceCPU: o.CPU, corev1.ResourceMemory: o.Memory}
	limits := maps.Clone(size)
	for name, text := range o.Limits {
		q, err := resource.ParseQuantity(text)
		if err != nil {
			continue // Validate has parsed it
		}
		name := corev1.ResourceName(name)
		if limits[name] = q; name != corev1.ResourceCPU && name != corev1.ResourceMemory {
			size[name] = q // of what cannot be shared as much is asked for
		}
	}
	return corev1.ResourceRequirements{Requests: size, Limits: limits}
}

// MergeMemory is the memory that the merge may use.
func MergeMemory(spec render.Spec, o Options) resource.Quantity {
	return merging(spec, o).Limits[corev1.ResourceMemory]
}

// merging is the size of the merge's pod: one that mostly waits, and may in the
// end make a film.
func merging(spec render.Spec, o Options) corev1.ResourceRequirements {
	r := waiting(o)
	if o.FilmImage == "" {
		return r
	}
	need := filmMemory(spec, o.Film, r.Limits[corev1.ResourceCPU])
	if limit := r.Limits[corev1.ResourceMemory]; limit.Cmp(need) < 0 {
		r.Limits[corev1.ResourceMemory] = need
	}
	return r
}

// filmMemory is the memory that ffmpeg needs for a film. Measured with x264 at
// 1920x1080: 220 bytes a pixel, and 12 more for each thread; the palette of a GIF
// is made of all frames together, of 4 bytes a pixel each.
func filmMemory(spec render.Spec, film string, cpu resource.Quantity) resource.Quantity {
	const mib = 1 << 20
	pixels, frames := int64(spec.Plan.Width)*int64(spec.Plan.Height), int64(spec.Plan.Frames)
	need := 256*mib + pixels*(256+16*cpu.Value())
	if path.Ext(film) == ".gif" {
		need += 5 * pixels * frames
	}
	return *resource.NewQuantity((need+128*mib-1)/(128*mib)*128*mib, resource.BinarySI)
}

// waiting is the size of a pod that mostly waits: nothing to speak of is set
// aside for it, and when its work comes it may use as much as a tile, or what a
// merge needs if that is more.
func waiting(o Options) corev1.ResourceRequirements {
	atLeast := func(q resource.Quantity, least string) resource.Quantity {
		if l := resource.MustParse(least); q.Cmp(l) < 0 {
			return l
		}
		return q
	}
	return corev1.ResourceRequirements{
		Requests: corev1.ResourceList{
			corev1.ResourceCPU: resource.MustParse("10m"), corev1.ResourceMemory: resource.MustParse("64Mi"),
		},
		Limits: corev1.ResourceList{
			corev1.ResourceCPU: atLeast(o.CPU, "1"), corev1.ResourceMemory: atLeast(o.Memory, "256Mi"),
		},
	}
}
