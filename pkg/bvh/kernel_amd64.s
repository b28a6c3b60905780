#include "textflag.h"

// The loops of traverse.go with eight lanes at once, for processors with AVX2.
// They do the same operations in the same order. In particular none multiplies
// and adds in one instruction, which would round once instead of twice.
//
// Registers of both functions:
//	R9        the ray
//	R10-R12   rows in a node where the ray enters slabs x, y, z; offsets
//	R13-R15   rows where it leaves them
//	BX        end of the stack, whose entries are 8 bytes
//	DX        in its low half, the child to visit
//	SI        the node or block
//	Y0-Y2     the origin, Y3-Y5 enter, Y6-Y8 leave, in each lane
//	Y9, Y10   tmin, tmax

// Fields of ray, see ray.go.
#define ORIGIN 0
#define ENTER  12
#define LEAVE  24
#define TMIN   36
#define TMAX   40
#define NEAR   44
#define AXIS   56
#define FROM   68
#define SHEARX 80
#define SHEARY 84
#define SHEARZ 88
#define HITV   92
#define HITW   96
#define HITSUM 100

#define CHILDREN 192 // the row's offset in a node
#define CORNER   96  // bytes between the rows of a block's corners

// The frame of 1144 bytes: 128 to move lanes through, then the stack.
#define STACK 128

#define LOAD_RAY \
	VBROADCASTSS (ORIGIN+0)(R9), Y0; \
	VBROADCASTSS (ORIGIN+4)(R9), Y1; \
	VBROADCASTSS (ORIGIN+8)(R9), Y2; \
	VBROADCASTSS (ENTER+0)(R9), Y3; \
	VBROADCASTSS (ENTER+4)(R9), Y4; \
	VBROADCASTSS (ENTER+8)(R9), Y5; \
	VBROADCASTSS (LEAVE+0)(R9), Y6; \
	VBROADCASTSS (LEAVE+4)(R9), Y7; \
	VBROADCASTSS (LEAVE+8)(R9), Y8

#define START \
	MOVQ r+16(FP), R9; \
	MOVL (NEAR+0)(R9), R10; \
	MOVL (NEAR+4)(R9), R11; \
	MOVL (NEAR+8)(R9), R12; \
	MOVL R10, R13; \
	XORL $32, R13; \
	MOVL R11, R14; \
	XORL $32, R14; \
	MOVL R12, R15; \
	XORL $32, R15; \
	LOAD_RAY; \
	VBROADCASTSS TMIN(R9), Y9; \
	VBROADCASTSS TMAX(R9), Y10; \
	MOVQ nodes+0(FP), SI

// BOXES leaves in AX the lanes of the node at SI that the ray enters, and in
// Y11 at which distances.
#define BOXES \
	VSUBPS (SI)(R10*1), Y0, Y11; \
	VSUBPS (SI)(R11*1), Y1, Y12; \
	VSUBPS (SI)(R12*1), Y2, Y13; \
	VMULPS Y3, Y11, Y11; \
	VMULPS Y4, Y12, Y12; \
	VMULPS Y5, Y13, Y13; \
	VMAXPS Y9, Y11, Y11; \
	VMAXPS Y13, Y12, Y12; \
	VMAXPS Y12, Y11, Y11; \
	VSUBPS (SI)(R13*1), Y0, Y12; \
	VSUBPS (SI)(R14*1), Y1, Y13; \
	VSUBPS (SI)(R15*1), Y2, Y14; \
	VMULPS Y6, Y12, Y12; \
	VMULPS Y7, Y13, Y13; \
	VMULPS Y8, Y14, Y14; \
	VMINPS Y10, Y12, Y12; \
	VMINPS Y14, Y13, Y13; \
	VMINPS Y13, Y12, Y12; \
	VCMPPS $2, Y12, Y11, Y13; \ // at most
	VMOVMSKPS Y13, AX; \
	TESTL AX, AX

// VISIT finds the node or block of DX, and goes to it.
#define VISIT(node, block) \
	TESTL DX, DX; \
	JS    block; \
	MOVL  DX, SI; \
	SHLQ  $8, SI; \
	ADDQ  nodes+0(FP), SI; \
	JMP   node

// TRIANGLES leaves in AX the lanes of block DX whose triangles the ray hits, in
// Y15 at which distances, and clears the leaf bit of DX; in Y12, Y13 and Y11 v, w
// and the sum of all three. It spoils Y0-Y8. See triangle.go for the formulas.
#define TRIANGLES(missed) \
	ANDL  $0x7fffffff, DX; \
	MOVL  DX, SI; \
	IMULQ $320, SI; \
	ADDQ  blocks+8(FP), SI; \
	MOVL  (AXIS+0)(R9), R8; \
	MOVL  (AXIS+4)(R9), CX; \
	MOVL  (AXIS+8)(R9), DI; \
	VBROADCASTSS (FROM+8)(R9), Y12; \
	VBROADCASTSS (FROM+0)(R9), Y13; \
	VBROADCASTSS SHEARX(R9), Y14; \
	VSUBPS (SI)(DI*1), Y12, Y0; \ // az
	VSUBPS CORNER(SI)(DI*1), Y12, Y1; \ // bz
	VSUBPS 2*CORNER(SI)(DI*1), Y12, Y2; \ // cz
	VSUBPS (SI)(R8*1), Y13, Y3; \
	VSUBPS CORNER(SI)(R8*1), Y13, Y4; \
	VSUBPS 2*CORNER(SI)(R8*1), Y13, Y5; \
	VMULPS Y14, Y0, Y6; \
	VMULPS Y14, Y1, Y7; \
	VMULPS Y14, Y2, Y8; \
	VSUBPS Y6, Y3, Y3; \ // ax
	VSUBPS Y7, Y4, Y4; \ // bx
	VSUBPS Y8, Y5, Y5; \ // cx
	VBROADCASTSS (FROM+4)(R9), Y13; \
	VBROADCASTSS SHEARY(R9), Y14; \
	VSUBPS (SI)(CX*1), Y13, Y6; \
	VSUBPS CORNER(SI)(CX*1), Y13, Y7; \
	VSUBPS 2*CORNER(SI)(CX*1), Y13, Y8; \
	VMULPS Y14, Y0, Y11; \
	VMULPS Y14, Y1, Y12; \
	VMULPS Y14, Y2, Y13; \
	VSUBPS Y11, Y6, Y6; \ // ay
	VSUBPS Y12, Y7, Y7; \ // by
	VSUBPS Y13, Y8, Y8; \ // cy
	VMULPS Y5, Y7, Y11; \
	VMULPS Y8, Y4, Y12; \
	VSUBPS Y12, Y11, Y11; \ // u
	VMULPS Y3, Y8, Y12; \
	VMULPS Y6, Y5, Y13; \
	VSUBPS Y13, Y12, Y12; \ // v
	VMULPS Y4, Y6, Y13; \
	VMULPS Y7, Y3, Y14; \
	VSUBPS Y14, Y13, Y13; \ // w
	VXORPS Y8, Y8, Y8; \
	VMINPS Y12, Y11, Y14; \
	VMINPS Y13, Y14, Y14; \
	VMAXPS Y12, Y11, Y15; \
	VMAXPS Y13, Y15, Y15; \
	VCMPPS $13, Y8, Y14, Y14; \ // all at least 0
	VCMPPS $2, Y8, Y15, Y15; \ // all at most 0
	VORPS  Y15, Y14, Y14; \
	VMOVMSKPS Y14, AX; \
	TESTL  AX, AX; \
	JZ     missed; \
	VMULPS Y0, Y11, Y0; \
	VMULPS Y1, Y12, Y1; \
	VMULPS Y2, Y13, Y2; \
	VADDPS Y1, Y0, Y0; \
	VADDPS Y2, Y0, Y0; \
	VBROADCASTSS SHEARZ(R9), Y8; \
	VMULPS Y8, Y0, Y0; \
	VADDPS Y12, Y11, Y11; \
	VADDPS Y13, Y11, Y11; \
	VDIVPS Y11, Y0, Y15; \
	VCMPPS $13, Y9, Y15, Y0; \ // not before tmin
	VCMPPS $1, Y10, Y15, Y1; \ // before tmax
	VANDPS Y0, Y14, Y14; \
	VANDPS Y1, Y14, Y14; \
	VMOVMSKPS Y14, AX; \
	TESTL  AX, AX

// func nearest8(nodes *node, blocks *block, r *ray) (slot uint32)
TEXT ·nearest8(SB), 0, $1144-28
	START
	LEAQ STACK(SP), BX
	MOVL $-1, slot+24(FP)

node:
	BOXES
	JZ    pop
	BSFL  AX, CX
	LEAL  -1(AX), R8
	ANDL  R8, AX
	JNZ   several
	MOVL  CHILDREN(SI)(CX*4), DX
	VISIT(node, block)

several: // children: put their keys and numbers together as stack entries
	VPAND      keyMask<>(SB), Y11, Y11
	VPOR       keyLane<>(SB), Y11, Y11
	VMOVUPS    CHILDREN(SI), Y12
	VPUNPCKLDQ Y11, Y12, Y13          // lanes 0, 1, 4, 5
	VPUNPCKHDQ Y11, Y12, Y14          // lanes 2, 3, 6, 7
	VMOVDQU    X13, 0(SP)
	VMOVDQU    X14, 16(SP)
	VEXTRACTI128 $1, Y13, 32(SP)
	VEXTRACTI128 $1, Y14, 48(SP)
	MOVQ       (SP)(CX*8), DX
	BSFL       AX, CX
	MOVQ       (SP)(CX*8), R8
	LEAL       -1(AX), CX
	ANDL       CX, AX
	MOVQ       DX, CX
	CMPQ       R8, DX                 // the nearer into DX, the other into R8
	CMOVQCS    R8, DX
	CMOVQCS    CX, R8
	MOVQ       BX, SI
	MOVQ       R8, (BX)
	ADDQ       $8, BX
	TESTL      AX, AX
	JNZ        more
	VISIT(node, block)

more: // than two: sort them in the stack from SI on, the nearest last
	BSFL    AX, CX
	MOVQ    (SP)(CX*8), R8
	LEAL    -1(AX), CX
	ANDL    CX, AX
	MOVQ    DX, CX
	CMPQ    R8, DX
	CMOVQCS R8, DX
	CMOVQCS CX, R8
	MOVQ    BX, CX

shift:
	CMPQ CX, SI
	JEQ  place
	MOVQ -8(CX), DI
	CMPQ DI, R8
	JCC  place
	MOVQ DI, (CX)
	SUBQ $8, CX
	JMP  shift

place:
	MOVQ  R8, (CX)
	ADDQ  $8, BX
	TESTL AX, AX
	JNZ   more
	VISIT(node, block)

block:
	TRIANGLES(reload)
	JZ      reload
	VMOVUPS Y15, (SP)
	VMOVUPS Y12, 32(SP)
	VMOVUPS Y13, 64(SP)
	VMOVUPS Y11, 96(SP)

take: // the nearest of the hits: numbers above 0 are ordered as their bits are
	BSFL AX, CX
	MOVL (SP)(CX*4), R8
	CMPL R8, TMAX(R9)
	JCC  next
	MOVL R8, TMAX(R9)
	LEAL (CX)(DX*8), R8
	MOVL R8, slot+24(FP)
	MOVL 32(SP)(CX*4), R8
	MOVL R8, HITV(R9)
	MOVL 64(SP)(CX*4), R8
	MOVL R8, HITW(R9)
	MOVL 96(SP)(CX*4), R8
	MOVL R8, HITSUM(R9)

next:
	LEAL -1(AX), CX
	ANDL CX, AX
	JNZ  take
	VBROADCASTSS TMAX(R9), Y10

reload:
	LOAD_RAY

pop: // the last entry that is not beyond the hit
	LEAQ STACK(SP), CX
	CMPQ BX, CX
	JEQ  done
	SUBQ $8, BX
	MOVQ (BX), DX
	MOVQ DX, CX
	SHRQ $32, CX
	ANDL $-8, CX
	CMPL CX, TMAX(R9)
	JHI  pop
	VISIT(node, block)

done:
	VZEROUPPER
	RET

// func any8(nodes *node, blocks *block, r *ray) bool
TEXT ·any8(SB), 0, $1144-25
	START
	LEAQ STACK(SP), BX

node:
	BOXES
	JZ pop

push:
	BSFL  AX, CX
	MOVL  CHILDREN(SI)(CX*4), DX
	MOVQ  DX, (BX)
	ADDQ  $8, BX
	LEAL  -1(AX), CX
	ANDL  CX, AX
	JNZ   push

pop:
	LEAQ STACK(SP), CX
	CMPQ BX, CX
	JEQ  missed
	SUBQ $8, BX
	MOVQ (BX), DX
	VISIT(node, block)

block:
	TRIANGLES(reload)
	JNZ  found

reload:
	LOAD_RAY
	JMP pop

found:
	VZEROUPPER
	MOVB $1, ret+24(FP)
	RET

missed:
	VZEROUPPER
	MOVB $0, ret+24(FP)
	RET

DATA keyMask<>+0(SB)/8, $0xfffffff8fffffff8
DATA keyMask<>+8(SB)/8, $0xfffffff8fffffff8
DATA keyMask<>+16(SB)/8, $0xfffffff8fffffff8
DATA keyMask<>+24(SB)/8, $0xfffffff8fffffff8
GLOBL keyMask<>(SB), RODATA|NOPTR, $32

DATA keyLane<>+0(SB)/8, $0x0000000100000000
DATA keyLane<>+8(SB)/8, $0x0000000300000002
DATA keyLane<>+16(SB)/8, $0x0000000500000004
DATA keyLane<>+24(SB)/8, $0x0000000700000006
GLOBL keyLane<>(SB), RODATA|NOPTR, $32
