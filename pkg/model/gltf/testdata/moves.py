# Makes moves.glb, and in moves.json what Blender itself shows at some of its
# frames: blender -b --factory-startup --python moves.py (made with 3.4.1)
import bpy, json, math
from mathutils import Quaternion, Vector

FPS, LAST = 24, 25
bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene
scene.render.fps, scene.frame_start, scene.frame_end = FPS, 1, LAST


def material(name, r, g, b):
    m = bpy.data.materials.new(name)
    m.use_nodes = True
    m.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (r, g, b, 1)
    return m


def add(name, data, at=(0, 0, 0)):
    o = bpy.data.objects.new(name, data)
    o.location = at
    scene.collection.objects.link(o)
    return o


def box(name, x, y, z, slices=1):
    """A box around the origin's z axis, standing on it, in slices from below."""
    vertices, faces = [], []
    for k in range(slices + 1):
        h = z * k / slices
        vertices += [(-x, -y, h), (x, -y, h), (x, y, h), (-x, y, h)]
    for k in range(slices):
        a = 4 * k
        faces += [(a + i, a + (i + 1) % 4, a + 4 + (i + 1) % 4, a + 4 + i) for i in range(4)]
    faces += [(3, 2, 1, 0), tuple(4 * slices + i for i in range(4))]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(vertices, [], faces)
    return mesh


def key(o, path, frames, interpolation="BEZIER"):
    """Keys a property at frames, {frame: value}."""
    for frame, value in frames.items():
        setattr(o, path, value)
        o.keyframe_insert(path, frame=frame)
    for curve in o.animation_data.action.fcurves:
        if curve.data_path == path:
            for k in curve.keyframe_points:
                k.interpolation = interpolation


def hermite(curve):
    """Handles at thirds of the time: the splines are then those of glTF, no others."""
    points = curve.keyframe_points
    for a, b in zip(points, points[1:]):
        third = (b.co.x - a.co.x) / 3
        a.handle_right_type = b.handle_left_type = "FREE"
        for end, handle, way in ((a, "handle_right", 1), (b, "handle_left", -1)):
            x, y = getattr(end, handle)
            slope = (y - end.co.y) / (x - end.co.x)
            setattr(end, handle, (end.co.x + way * third, end.co.y + way * third * slope))


def track(animated, name="Move"):
    """Leaves the keys of an object in a track: tracks of one name are one animation."""
    action = animated.animation_data.action
    for curve in action.fcurves:
        curve.update()
        hermite(curve)
    animated.animation_data.action = None
    strip = animated.animation_data.nla_tracks.new()
    strip.name = name
    strip.strips.new(name, 1, action)


# A bar with two bones, of which the upper one bends by a quarter turn.
armature = bpy.data.armatures.new("Bones")
bones = add("Bones", armature, (-2, 0, 0))
bpy.context.view_layer.objects.active = bones
bpy.ops.object.mode_set(mode="EDIT")
lower = armature.edit_bones.new("lower")
lower.head, lower.tail = (0, 0, 0), (0, 0, 1)
upper = armature.edit_bones.new("upper")
upper.head, upper.tail, upper.parent = (0, 0, 1), (0, 0, 2), lower
bpy.ops.object.mode_set(mode="OBJECT")
bar = add("Bar", box("Bar", 0.2, 0.2, 2, 8))
bar.data.materials.append(material("Bar", 0.8, 0.2, 0.1))
bar.parent = bones
bar.modifiers.new("Armature", "ARMATURE").object = bones
for name in ("lower", "upper"):
    bar.vertex_groups.new(name=name)
for v in bar.data.vertices:
    share = min(max((v.co.z - 0.5), 0), 1)
    bar.vertex_groups["lower"].add([v.index], 1 - share, "REPLACE")
    bar.vertex_groups["upper"].add([v.index], share, "REPLACE")
pose = bones.pose.bones["upper"]
for frame, angle in {1: 0, 13: -45, LAST: -90}.items():
    pose.rotation_quaternion = Quaternion((1, 0, 0), math.radians(angle))
    pose.keyframe_insert("rotation_quaternion", frame=frame)
track(bones)

# A cube whose top is pulled up.
cube = add("Cube", box("Cube", 0.5, 0.5, 1), (0, 0, 0))
cube.data.materials.append(material("Cube", 0.1, 0.6, 0.2))
cube.shape_key_add(name="Basis")
taller = cube.shape_key_add(name="taller")
for i in range(4, 8):
    taller.data[i].co.z += 1
    taller.data[i].co.x *= 0.5
for frame, value in {1: 0, 13: 1, LAST: 0.25}.items():
    taller.value = value
    taller.keyframe_insert("value", frame=frame)
track(cube.data.shape_keys)

# A slab that turns in steps, and slides and grows smoothly.
slab = add("Slab", box("Slab", 0.6, 0.3, 0.2), (2, 0, 0))
slab.data.materials.append(material("Slab", 0.1, 0.2, 0.8))
slab.rotation_mode = "QUATERNION"
key(slab, "rotation_quaternion", {f: Quaternion((0, 0, 1), math.radians(45 * k)) for k, f in enumerate((1, 8, 14, 20))}, "CONSTANT")
key(slab, "location", {1: (2, 0, 0), 10: (2, 0, 1.5), LAST: (2, 1, 0.5)})
key(slab, "scale", {1: (1, 1, 1), LAST: (1, 1, 3)}, "LINEAR")
track(slab)

floor = add("Floor", box("Floor", 5, 5, 0.1), (0, 0, -0.1))
floor.data.materials.append(material("Floor", 0.7, 0.7, 0.7))

# A camera that goes round, and a lamp that goes across.
camera = add("Camera", bpy.data.cameras.new("Camera"))
camera.rotation_mode = "QUATERNION"
camera.data.angle = math.radians(50)
for frame, x in ((1, -3), (13, 0), (LAST, 4)):
    camera.location = (x, -8, 4)
    camera.rotation_quaternion = (Vector((0, 0, 0.8)) - camera.location).to_track_quat("-Z", "Y")
    camera.keyframe_insert("location", frame=frame)
    camera.keyframe_insert("rotation_quaternion", frame=frame)
track(camera)
scene.camera = camera
lamp = add("Lamp", bpy.data.lights.new("Lamp", "POINT"))
lamp.data.energy = 600
key(lamp, "location", {1: (-4, -3, 4), LAST: (4, -3, 4)}, "LINEAR")
track(lamp)


def yup(v):
    return [round(v.x, 6), round(v.z, 6), round(-v.y, 6)]


shown = []
for frame in range(1, LAST + 1, 2):
    scene.frame_set(frame)
    graph = bpy.context.evaluated_depsgraph_get()
    boxes = {}
    for o in (bar, cube, slab):
        e = o.evaluated_get(graph)
        at = [Vector(yup(e.matrix_world @ v.co)) for v in e.to_mesh().vertices]
        boxes[o.name] = [[round(f(p[k] for p in at), 6) for k in range(3)] for f in (min, max)]
    c = camera.evaluated_get(graph).matrix_world
    shown.append({"frame": frame, "boxes": boxes, "camera": yup(c.translation),
                  "view": yup(c.to_3x3() @ Vector((0, 0, -1))), "lamp": yup(lamp.evaluated_get(graph).matrix_world.translation)})
with open("moves.json", "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(s) for s in shown) + "\n]\n")

bpy.ops.export_scene.gltf(filepath="moves.glb", export_format="GLB", export_cameras=True, export_lights=True, export_texcoords=False,
                          export_frame_range=True, export_force_sampling=False, export_current_frame=False)
