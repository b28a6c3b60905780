// Embree's side of the comparison in rays.go: builds the tree of a mesh on one
// thread and traces sets of rays, one ray at a time.
//
//     trace MESH RAYS...
//
// MESH is two uint32, the numbers of vertices and triangles, then the vertices,
// three float32 each, then the triangles, three uint32 each. A file of rays is
// a uint32, their number, and for each of them seven float32: the origin, the
// direction, the least distance. Prints the seconds of the build, by the clock,
// then of each set the seconds of processor time and the number of hits.
#include <embree3/rtcore.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace {

struct Line {
    float origin[3], direction[3], least;
};

FILE *open(const char *name)
{
    FILE *f = fopen(name, "rb");
    if (!f) {
        perror(name);
        exit(1);
    }
    return f;
}

void read(FILE *f, void *to, size_t bytes)
{
    if (fread(to, 1, bytes, f) != bytes) {
        fprintf(stderr, "a file ends too early\n");
        exit(1);
    }
}

double processorSeconds()
{
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

RTCScene build(RTCDevice device, const char *name)
{
    FILE *f = open(name);
    uint32_t counts[2];
    read(f, counts, sizeof counts);
    RTCGeometry mesh = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE);
    read(f, rtcSetNewGeometryBuffer(mesh, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, 12, counts[0]), size_t(12) * counts[0]);
    read(f, rtcSetNewGeometryBuffer(mesh, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, 12, counts[1]), size_t(12) * counts[1]);
    fclose(f);

    RTCScene scene = rtcNewScene(device);
    rtcCommitGeometry(mesh);
    rtcAttachGeometry(scene, mesh);
    auto start = std::chrono::steady_clock::now();
    rtcCommitScene(scene);
    printf("%.6f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return scene;
}

void trace(RTCScene scene, const char *name)
{
    FILE *f = open(name);
    uint32_t count;
    read(f, &count, sizeof count);
    std::vector<Line> lines(count);
    read(f, lines.data(), count * sizeof(Line));
    fclose(f);

    RTCIntersectContext context;
    rtcInitIntersectContext(&context);
    int hits = 0;
    double start = processorSeconds();
    for (const Line &l : lines) {
        RTCRayHit r{};
        r.ray.org_x = l.origin[0];
        r.ray.org_y = l.origin[1];
        r.ray.org_z = l.origin[2];
        r.ray.dir_x = l.direction[0];
        r.ray.dir_y = l.direction[1];
        r.ray.dir_z = l.direction[2];
        r.ray.tnear = l.least;
        r.ray.tfar = INFINITY;
        r.ray.mask = ~0u;
        r.hit.geomID = RTC_INVALID_GEOMETRY_ID;
        r.hit.instID[0] = RTC_INVALID_GEOMETRY_ID;
        rtcIntersect1(scene, &context, &r);
        hits += r.hit.geomID != RTC_INVALID_GEOMETRY_ID;
    }
    printf("%.6f %d\n", processorSeconds() - start, hits);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    RTCScene scene = build(rtcNewDevice("threads=1"), argv[1]);
    for (int i = 2; i < argc; i++)
        trace(scene, argv[i]);
}
