package vec

// An Affine is a linear map and a shift, its rows: x' = a[0]·(x, y, z, 1), and
// so on.
type Affine [3][4]float64

// Identity moves nothing.
var Identity = Affine{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}

// Shift moves by v.
func Shift(v Vec3) Affine { return Affine{{1, 0, 0, v.X}, {0, 1, 0, v.Y}, {0, 0, 1, v.Z}} }

// Stretch scales along the axes by the components of v.
func Stretch(v Vec3) Affine { return Affine{{v.X, 0, 0, 0}, {0, v.Y, 0, 0}, {0, 0, v.Z, 0}} }

// Turn rotates by the quaternion (x, y, z, w), which need not have length 1.
func Turn(x, y, z, w float64) Affine {
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

// After is the map that does b first and then a.
func (a Affine) After(b Affine) (c Affine) {
	for i := range 3 {
		for j := range 4 {
			c[i][j] = float64(a[i][0]*b[0][j]) + float64(a[i][1]*b[1][j]) + float64(a[i][2]*b[2][j])
		}
		c[i][3] += a[i][3]
	}
	return c
}

// Point is where a takes the point p.
func (a *Affine) Point(p Vec3) Vec3 {
	v := a.Vector(p)
	return Vec3{v.X + a[0][3], v.Y + a[1][3], v.Z + a[2][3]}
}

// Vector is what a makes of the difference v of two points.
func (a *Affine) Vector(v Vec3) Vec3 {
	return Vec3{
		float64(a[0][0]*v.X) + float64(a[0][1]*v.Y) + float64(a[0][2]*v.Z),
		float64(a[1][0]*v.X) + float64(a[1][1]*v.Y) + float64(a[1][2]*v.Z),
		float64(a[2][0]*v.X) + float64(a[2][1]*v.Y) + float64(a[2][2]*v.Z),
	}
}

// Across is the transpose's linear part times n. With the inverse of a map,
// it takes the map's normals along.
func (a *Affine) Across(n Vec3) Vec3 {
	return Vec3{
		float64(a[0][0]*n.X) + float64(a[1][0]*n.Y) + float64(a[2][0]*n.Z),
		float64(a[0][1]*n.X) + float64(a[1][1]*n.Y) + float64(a[2][1]*n.Z),
		float64(a[0][2]*n.X) + float64(a[1][2]*n.Y) + float64(a[2][2]*n.Z),
	}
}

// Det is the factor by which a changes volumes; negative if it mirrors.
func (a *Affine) Det() float64 {
	x, y, z := a.columns()
	return x.Dot(y.Cross(z))
}

// Inverse undoes a, whose Det is not 0.
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
