package status

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"mosaic/pkg/job"
)

// A Pod is one try at a part of a render.
type Pod struct {
	Namespace, Name string
	Component       string // job.Tiles or job.Merge
	Tile            int    // -1 if it is not of a tile
	Try, Tries      int    // of the same part: this is the first, and there are two
	Node            string
	Started         time.Time // zero if its container has not
	Ended           bool
	Failed          bool
}

// String is as in "tile 42", "tile 42 try 2" or "merge".
func (p Pod) String() string {
	s := p.Component
	if p.Tile >= 0 {
		s = "tile " + strconv.Itoa(p.Tile)
	}
	if p.Tries > 1 {
		s += fmt.Sprintf(" try %d", p.Try)
	}
	return s
}

// Pods is the pods of a render's tiles, by tile and then by age, and after them
// those of its merge.
func Pods(snapshot Snapshot) []Pod {
	tileOf := map[string]func(int) (int, bool){}
	for _, j := range snapshot.Jobs {
		tileOf[j.Name] = tileList(j)
	}
	var all []Pod
	for _, p := range slices.SortedFunc(slices.Values(snapshot.Pods), older) {
		start, _ := ran(p)
		is := Pod{
			Namespace: p.Namespace, Name: p.Name, Component: p.Labels[job.LabelComponent], Tile: -1, Node: p.Spec.NodeName,
			Started: start, Ended: p.Status.Phase == corev1.PodSucceeded || p.Status.Phase == corev1.PodFailed,
			Failed: p.Status.Phase == corev1.PodFailed,
		}
		switch is.Component {
		case job.Merge:
		case job.Tiles:
			index, err := strconv.Atoi(p.Labels[batchv1.JobCompletionIndexAnnotation])
			pick := tileOf[p.Labels[batchv1.JobNameLabel]]
			if pick == nil {
				pick = func(i int) (int, bool) { return i, true } // its Job is gone
			}
			tile, ok := pick(index)
			if err != nil || !ok {
				continue
			}
			is.Tile = tile
		default:
			continue
		}
		all = append(all, is)
	}
	slices.SortStableFunc(all, func(a, b Pod) int {
		return cmp.Or(-cmp.Compare(a.Component, b.Component), cmp.Compare(a.Tile, b.Tile))
	})
	for i := 0; i < len(all); {
		k := i
		for k < len(all) && all[k].Component == all[i].Component && all[k].Tile == all[i].Tile {
			k++
		}
		for n := i; n < k; n++ {
			all[n].Try, all[n].Tries = n-i+1, k-i
		}
		i = k
	}
	return all
}

// older compares pods by when they were made.
func older(a, b *corev1.Pod) int {
	return cmp.Or(a.CreationTimestamp.Compare(b.CreationTimestamp.Time), cmp.Compare(a.Name, b.Name))
}
