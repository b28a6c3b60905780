//go:build !amd64 || !goexperiment.simd || go1.27

package trace

// Without kernels a wave follows its paths one after the other. Those of
// wave_amd64.go need a compiler whose package of vectors is the one they were
// written for: it is an experiment still, which each release may change.
func hasKernel() bool { return false }

func (w *wave) nearest()            { panic("no kernel") }
func (w *wave) stand()              { panic("no kernel") }
func (w *wave) sampleSphereLights() { panic("no kernel") }
func (w *wave) weigh()              { panic("no kernel") }
func (w *wave) turn()               { panic("no kernel") }
func (w *wave) block()              { panic("no kernel") }
func (w *wave) carry()              { panic("no kernel") }
