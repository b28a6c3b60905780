package job

import (
	"maps"

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
func MergeMemory(o Options) resource.Quantity {
	return waiting(o).Limits[corev1.ResourceMemory]
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
