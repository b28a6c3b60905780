package vec

// An Affine is an affine transform: the upper three rows of a 4x4 matrix that
// multiplies column vectors, x' = a[0]·(x, y, z, 1), and so on.
type Affine [3][4]float64

// Identity is the transform that changes nothing.
var Identity = Affine{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}

// Translate is the translation by v.
func Translate(v Vec3) Affine { return Affine{{1, 0, 0, v.X}, {0, 1, 0, v.Y}, {0, 0, 1, v.Z}} }

// Scale is the scaling along the axes by the components of v.
func Scale(v Vec3) Affine { return Affine{{v.X, 0, 0, 0}, {0, v.Y, 0, 0}, {0, 0, v.Z, 0}} }

// Rotate is the rotation by the quaternion (x, y, z, w), of any length but 0:
// for that it is the identity.
func Rotate(x, y, z, w float64) Affine {
	k := float64(x*x) + float64(y*y) + float64(z*z) + float64(w*w)
	if !(k > 0) {
		return Identity
	}
	s := 2 / k
	p := func(a, b float64) float64 { return float64(float64(a*b) * s) }
	return Affine{
		{1 - p(y, y) - p(z, z), p(x, y) - p(z, w), p(x, z) + p(y, w), 0},
		{p(x, y) + p(z, w), 1 - p(x, x) - p(z, z), p(y, z) - p(x, w), 0},
		{p(x, z) - p(y, w), p(y, z) + p(x, w), 1 - p(x, x) - p(y, y), 0},
	}
}

// Mul is the product a·b: the transform that applies b first and then a.
func (a Affine) Mul(b Affine) (c Affine) {
	for i := range 3 {
		for j := range 4 {
			c[i][j] = float64(a[i][0]*b[0][j]) + float64(a[i][1]*b[1][j]) + float64(a[i][2]*b[2][j])
		}
		c[i][3] += a[i][3]
	}
	return c
}

// Point is the point p, transformed.
func (a *Affine) Point(p Vec3) Vec3 {
	v := a.Vector(p)
	return Vec3{v.X + a[0][3], v.Y + a[1][3], v.Z + a[2][3]}
}

// Vector is the vector v, transformed: translations leave it alone.
func (a *Affine) Vector(v Vec3) Vec3 {
	return Vec3{
		float64(a[0][0]*v.X) + float64(a[0][1]*v.Y) + float64(a[0][2]*v.Z),
		float64(a[1][0]*v.X) + float64(a[1][1]*v.Y) + float64(a[1][2]*v.Z),
		float64(a[2][0]*v.X) + float64(a[2][1]*v.Y) + float64(a[2][2]*v.Z),
	}
}

// TransposeVector is the transpose of the linear part times n. A surface's
// normals are transformed by that of the inverse.
func (a *Affine) TransposeVector(n Vec3) Vec3 {
	return Vec3{
		float64(a[0][0]*n.X) + float64(a[1][0]*n.Y) + float64(a[2][0]*n.Z),
		float64(a[0][1]*n.X) + float64(a[1][1]*n.Y) + float64(a[2][1]*n.Z),
		float64(a[0][2]*n.X) + float64(a[1][2]*n.Y) + float64(a[2][2]*n.Z),
	}
}

// Det is the determinant of the linear part: the factor by which a changes
// volumes, negative if it mirrors.
func (a *Affine) Det() float64 {
	x, y, z := a.columns()
	return x.Dot(y.Cross(z))
}

// Inverse is the inverse of a, whose Det is not 0.
func (a *Affine) Inverse() Affine {
	x, y, z := a.columns()
	k := 1 / x.Dot(y.Cross(z))
	r := [3]Vec3{y.Cross(z).Scale(k), z.Cross(x).Scale(k), x.Cross(y).Scale(k)}
	shift := Vec3{a[0][3], a[1][3], a[2][3]}
	var b Affine
	for i := range 3 {
		b[i] = [4]float64{r[i].X, r[i].Y, r[i].Z, -r[i].Dot(shift)}
	}
	return b
}

func (a *Affine) columns() (x, y, z Vec3) {
	return Vec3{a[0][0], a[1][0], a[2][0]}, Vec3{a[0][1], a[1][1], a[2][1]}, Vec3{a[0][2], a[1][2], a[2][2]}
}
