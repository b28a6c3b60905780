#include "textflag.h"

// The loops of the builder, with all lanes of a box at once.

// Fields of binning and of bins, see split.go.
#define LOW   0
#define SCALE 16
#define COUNT 32
#define COUNTS 1536
#define AXES  512 // bytes between the boxes of two axes

// BINS leaves in X1 the bins of item Y0 along the axes, and in X4 its
// centroid, times two.
#define BINS \
	VEXTRACTF128 $1, Y0, X1; \
	VSUBPS       X1, X0, X4; \
	VSUBPS       X2, X4, X1; \
	VMULPS       X3, X1, X1; \
	VCVTTPS2DQ   X1, X1

// GROW grows the box AX of an axis by Y0. Where both are equal the box's own
// value stays.
#define GROW(axis) \
	ANDL    $15, AX;                               \
	INCL    (COUNTS+64*axis)(DI)(AX*4);            \
	SHLL    $5, AX;                                \
	VMINPS  (AXES*axis)(DI)(AX*1), Y0, Y5;         \
	VMOVUPS Y5, (AXES*axis)(DI)(AX*1)

// Fields of mesh, see build.go.
#define VERTICES  0
#define VERTEX_N  8
#define TRIANGLES 24

// CORNER loads corner at of the triangle DX into X, or ends.
#define CORNER(at, X) \
	MOVL      (4*at)(DX), AX;     \
	CMPQ      AX, R10;            \
	JAE       end;                \
	LEAQ      (AX)(AX*2), AX;     \
	VMOVSD    (R9)(AX*4), X;      \
	VINSERTPS $0x20, 8(R9)(AX*4), X, X

// func gather8(items *item, n, first int, m *mesh, scale float32, s *extent) (done int)
TEXT ·gather8(SB), NOSPLIT, $0-56
	MOVQ         items+0(FP), DI
	MOVQ         n+8(FP), CX
	MOVQ         first+16(FP), R11
	MOVQ         m+24(FP), SI
	MOVQ         VERTICES(SI), R9
	MOVQ         VERTEX_N(SI), R10
	MOVQ         TRIANGLES(SI), DX
	LEAQ         (R11)(R11*2), AX
	LEAQ         (DX)(AX*4), DX
	ORL          $0x40000000, R11       // idBias, see item
	VBROADCASTSS scale+32(FP), X15
	MOVQ         s+40(FP), R8
	VMOVUPS      (R8), Y8
	VMOVUPS      32(R8), Y9
	MOVL         $0x80000000, AX
	VMOVD        AX, X13
	VPBROADCASTD X13, X13               // the sign
	MOVQ         CX, R12

next:
	CORNER(0, X1)
	CORNER(1, X2)
	CORNER(2, X3)
	VMINPS      X1, X2, X4
	VMINPS      X3, X4, X4
	VMAXPS      X1, X2, X5
	VMAXPS      X3, X5, X5
	VMULPS      X15, X4, X4
	VMULPS      X15, X5, X5
	VXORPS      X13, X5, X5
	VSUBPS      X5, X4, X6              // the centroid, times two
	VXORPS      X13, X6, X7
	VINSERTF128 $1, X7, Y6, Y6
	VMINPS      Y9, Y6, Y9
	VPINSRD     $3, R11, X4, X4
	VXORPS      X0, X0, X0
	VBLENDPS    $8, X0, X5, X5
	VINSERTF128 $1, X5, Y4, Y4
	VMINPS      Y8, Y4, Y8
	VMOVUPS     Y4, (DI)
	INCL        R11
	ADDQ        $12, DX
	ADDQ        $32, DI
	DECQ        CX
	JNZ         next

end:
	VMOVUPS Y8, (R8)
	VMOVUPS Y9, 32(R8)
	SUBQ    CX, R12
	MOVQ    R12, done+48(FP)
	VZEROUPPER
	RET

// func fill8(items *item, n int, c *binning, to *bins)
TEXT ·fill8(SB), NOSPLIT, $0-32
	MOVQ    items+0(FP), SI
	MOVQ    n+8(FP), CX
	MOVQ    c+16(FP), DX
	MOVQ    to+24(FP), DI
	VMOVUPS LOW(DX), X2
	VMOVUPS SCALE(DX), X3

	// All bins are empty.
	MOVL         $0x7f800000, AX
	VMOVD        AX, X4
	VPBROADCASTD X4, Y4 // infinity
	MOVQ         COUNT(DX), BX
	SHLQ         $5, BX

clear:
	SUBQ    $32, BX
	VMOVUPS Y4, (DI)(BX*1)
	VMOVUPS Y4, AXES(DI)(BX*1)
	VMOVUPS Y4, (2*AXES)(DI)(BX*1)
	JNZ     clear
	VXORPS  Y4, Y4, Y4
	VMOVUPS Y4, (COUNTS+0)(DI)
	VMOVUPS Y4, (COUNTS+32)(DI)
	VMOVUPS Y4, (COUNTS+64)(DI)
	VMOVUPS Y4, (COUNTS+96)(DI)
	VMOVUPS Y4, (COUNTS+128)(DI)
	VMOVUPS Y4, (COUNTS+160)(DI)

next:
	VMOVUPS (SI), Y0
	BINS
	VMOVD   X1, AX
	GROW(0)
	VPEXTRD $1, X1, AX
	GROW(1)
	VPEXTRD $2, X1, AX
	GROW(2)
	ADDQ    $32, SI
	DECQ    CX
	JNZ     next
	VZEROUPPER
	RET

// func partition8(items *item, n int, c *binning, axis int, split int32, l, r *extent) (left int)
TEXT ·partition8(SB), NOSPLIT, $0-64
	MOVQ         items+0(FP), SI
	MOVQ         n+8(FP), CX
	MOVQ         c+16(FP), DX
	VMOVUPS      LOW(DX), X2
	VMOVUPS      SCALE(DX), X3
	MOVQ         axis+24(FP), AX
	VMOVD        AX, X6
	VPBROADCASTD X6, X6
	MOVL         split+32(FP), AX
	VMOVD        AX, X7
	VPBROADCASTD X7, X7
	MOVQ         l+40(FP), R8
	MOVQ         r+48(FP), R9
	VMOVUPS      (R8), Y8
	VMOVUPS      32(R8), Y9
	VMOVUPS      (R9), Y10
	VMOVUPS      32(R9), Y11
	MOVL         $0x7f800000, AX
	VMOVD        AX, X12
	VPBROADCASTD X12, Y12       // infinity
	MOVL         $0x80000000, AX
	VMOVD        AX, X13
	VPBROADCASTD X13, X13       // the sign
	MOVQ         SI, DI         // the next left item

next:
	VMOVUPS      (SI), Y0
	BINS
	VPCMPGTD     X1, X7, X1     // the split is greater
	VPERMILPS    X6, X1, X1     // along the axis
	VMOVD        X1, AX
	VINSERTF128  $1, X1, Y1, Y1
	VXORPS       X13, X4, X5
	VINSERTF128  $1, X5, Y4, Y4 // bounds of the centroid
	VMOVUPS      (DI), Y5
	VMOVUPS      Y5, (SI)
	VMOVUPS      Y0, (DI)
	ANDL         $32, AX
	ADDQ         AX, DI
	VBLENDVPS    Y1, Y0, Y12, Y5
	VMINPS       Y8, Y5, Y8
	VBLENDVPS    Y1, Y4, Y12, Y5
	VMINPS       Y9, Y5, Y9
	VBLENDVPS    Y1, Y12, Y0, Y5
	VMINPS       Y10, Y5, Y10
	VBLENDVPS    Y1, Y12, Y4, Y5
	VMINPS       Y11, Y5, Y11
	ADDQ         $32, SI
	DECQ         CX
	JNZ          next
	VMOVUPS      Y8, (R8)
	VMOVUPS      Y9, 32(R8)
	VMOVUPS      Y10, (R9)
	VMOVUPS      Y11, 32(R9)
	SUBQ         items+0(FP), DI
	SHRQ         $5, DI
	MOVQ         DI, left+56(FP)
	VZEROUPPER
	RET

// AREA leaves in X3 half of the surface of the box Y4: with x, y and z of its
// sides in X1 it multiplies them with y, z and x. It is 0 if the box is
// empty. X14 is 0, X13 the sign.
#define AREA \
	VEXTRACTF128 $1, Y4, X1;    \
	VXORPS       X13, X1, X1;   \
	VSUBPS       X4, X1, X1;    \
	VPERMILPS    $0xC9, X1, X2; \
	VMULPS       X2, X1, X2;    \
	VMOVSHDUP    X2, X3;        \
	VADDSS       X3, X2, X3;    \
	VMOVHLPS     X2, X2, X2;    \
	VADDSS       X2, X3, X3;    \
	VCMPSS       $1, X14, X1, X1; \
	VANDNPS      X3, X1, X3

// func sweep8(b *bins, count int, left, right *areas)
TEXT ·sweep8(SB), NOSPLIT, $0-32
	MOVQ         b+0(FP), SI
	MOVQ         left+16(FP), R8
	MOVQ         right+24(FP), R9
	MOVL         $0x7f800000, AX
	VMOVD        AX, X12
	VPBROADCASTD X12, Y12       // infinity
	MOVL         $0x80000000, AX
	VMOVD        AX, X13
	VPBROADCASTD X13, X13       // the sign
	VXORPS       X14, X14, X14
	MOVQ         $3, DX         // axes

axis:
	MOVQ    count+8(FP), CX
	DECQ    CX
	MOVQ    SI, DI
	VMOVAPS Y12, Y4
	LEAQ    4(R8), BX

up:
	VMOVUPS (DI), Y5
	VMINPS  Y4, Y5, Y4
	AREA
	VMOVSS  X3, (BX)
	ADDQ    $32, DI
	ADDQ    $4, BX
	DECQ    CX
	JNZ     up

	MOVQ    count+8(FP), CX
	DECQ    CX
	LEAQ    (R9)(CX*4), BX
	VMOVAPS Y12, Y4

down:
	VMOVUPS (DI), Y5
	VMINPS  Y4, Y5, Y4
	AREA
	VMOVSS  X3, (BX)
	SUBQ    $32, DI
	SUBQ    $4, BX
	DECQ    CX
	JNZ     down

	ADDQ $AXES, SI
	ADDQ $64, R8
	ADDQ $64, R9
	DECQ DX
	JNZ  axis
	VZEROUPPER
	RET
