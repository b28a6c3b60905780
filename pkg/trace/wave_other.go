//go:build !amd64 || !goexperiment.simd

package trace

// Without kernels a wave follows its paths one after the other.
func hasKernel() bool { return false }

func (w *wave) nearest()    { panic("no kernel") }
func (w *wave) stand()      { panic("no kernel") }
func (w *wave) aimAtBalls() { panic("no kernel") }
func (w *wave) turn()       { panic("no kernel") }
func (w *wave) block()      { panic("no kernel") }
func (w *wave) carry()      { panic("no kernel") }
