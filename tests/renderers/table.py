# Makes a small scene of its own: shapes that fly around a table, one of glass,
# with a texture that is packed; 24 frames.
import math
import os
import bpy

bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene
scene.render.engine = "CYCLES"
scene.cycles.samples = 16
scene.cycles.use_denoising = False
scene.frame_start, scene.frame_end = 1, 24

world = bpy.data.worlds.new("world")
world.use_nodes = True
world.node_tree.nodes["Background"].inputs[0].default_value = (0.3, 0.45, 0.8, 1)
scene.world = world

def material(name, color, metallic, roughness, transmission=0.0):
    m = bpy.data.materials.new(name)
    m.use_nodes = True
    shader = m.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*color, 1)
    shader.inputs["Metallic"].default_value = metallic
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Transmission"].default_value = transmission
    return m

bpy.ops.mesh.primitive_plane_add(size=12)
floor = material("floor", (0.6, 0.6, 0.6), 0, 0.6)
image = bpy.data.images.new("checks", 64, 64)
image.pixels = [c for y in range(64) for x in range(64) for c in ((0.9, 0.85, 0.7, 1) if (x // 8 + y // 8) % 2 else (0.15, 0.1, 0.08, 1))]
image.pack()
texture = floor.node_tree.nodes.new("ShaderNodeTexImage")
texture.image = image
floor.node_tree.links.new(texture.outputs[0], floor.node_tree.nodes["Principled BSDF"].inputs["Base Color"])
bpy.context.object.data.materials.append(floor)

for i, m in enumerate([material("gold", (1, 0.7, 0.3), 1, 0.25), material("glass", (1, 1, 1), 0, 0.02, 1.0),
                       material("plastic", (0.8, 0.05, 0.05), 0, 0.4)]):
    bpy.ops.mesh.primitive_ico_sphere_add(subdivisions=4, radius=0.7)
    o = bpy.context.object
    o.data.materials.append(m)
    for f in range(1, 25):
        a = 2 * math.pi * (i / 3 + f / 24)
        o.location = (1.6 * math.cos(a), 1.6 * math.sin(a), 0.9 + 0.3 * math.sin(3 * a))
        o.keyframe_insert("location", frame=f)

bpy.ops.object.light_add(type="AREA", location=(3, -2, 5))
bpy.context.object.data.energy = 400
bpy.context.object.data.size = 2
bpy.context.object.rotation_euler = (0.4, 0.5, 0)
bpy.ops.object.camera_add(location=(0, -7, 3.2), rotation=(1.2, 0, 0))
scene.camera = bpy.context.object
bpy.ops.wm.save_as_mainfile(filepath=os.path.abspath("table.blend"))
