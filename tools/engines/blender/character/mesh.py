"""Numpy arrays to Blender meshes: grids, spheres, lofts, welded solids."""

import bpy
import numpy as np

from tools.engines.blender.character.falloff import unit

Solid = tuple[np.ndarray, list]  # vertices (n, 3) and faces (lists of indices)


def grid_faces(rows: int, columns: int, wrap: bool = True) -> np.ndarray:
    """Quads (n, 4) of a row-major vertex grid; `wrap` joins the last column to the first."""
    i, j = np.meshgrid(
        np.arange(rows - 1), np.arange(columns if wrap else columns - 1), indexing="ij"
    )
    k = (j + 1) % columns
    return np.stack(
        [i * columns + j, i * columns + k, (i + 1) * columns + k, (i + 1) * columns + j], -1
    ).reshape(-1, 4)


def sphere(rings: int = 24, segments: int = 32) -> tuple[np.ndarray, np.ndarray]:
    """Unit sphere whose first ring is the pole at -Y (the front)."""
    polar = np.linspace(1e-3, np.pi - 1e-3, rings)[:, None]
    around = np.arange(segments)[None] * 2 * np.pi / segments
    points = np.stack(
        [
            np.sin(polar) * np.cos(around),
            -np.cos(polar) + 0 * around,
            np.sin(polar) * np.sin(around),
        ],
        -1,
    )
    return points.reshape(-1, 3), grid_faces(rings, segments)


def ellipsoid(
    centre: np.ndarray, radii: np.ndarray, axes: np.ndarray | None = None, rings: int = 14
) -> Solid:
    """Ellipsoid; the columns of `axes` (3, 3) are the directions of its radii."""
    points, faces = sphere(rings, rings + 8)
    points = points * np.asarray(radii)
    if axes is not None:
        points = points @ np.asarray(axes).T
    return points + np.asarray(centre), [list(f) for f in faces]


def loft(
    path: np.ndarray,
    radii: np.ndarray,
    segments: int = 20,
    power: float = 2.0,
    side: np.ndarray | None = None,
    cap: bool = True,
) -> Solid:
    """Tube along `path` (n, 3) with radii (n,) or (n, 2); `power` above 2 squares it off.

    `side` is the direction of the first radius (world X unless told). The ends are closed by a
    small ring drawn to a point, never by one many-sided polygon (facts: those are slow to
    subdivide).
    """
    path = np.asarray(path, float)
    radii = np.asarray(radii, float)
    if radii.ndim == 1:
        radii = np.stack([radii, radii], 1)
    tangent = unit(np.gradient(path, axis=0))
    lead = np.broadcast_to(np.array([1.0, 0, 0]) if side is None else side, path.shape)
    across = lead - tangent * (lead * tangent).sum(1, keepdims=True)
    weak = np.linalg.norm(across, axis=1) < 0.2
    if weak.any():
        other = np.array([0.0, 1.0, 0.0])
        across[weak] = (other - tangent * (tangent @ other)[:, None])[weak]
    across = unit(across)
    up = np.cross(tangent, across)
    angle = np.arange(segments) * 2 * np.pi / segments
    cos, sin = np.cos(angle), np.sin(angle)
    cos, sin = (np.sign(v) * np.abs(v) ** (2 / power) for v in (cos, sin))
    rings = (
        path[:, None]
        + across[:, None] * (radii[:, :1] * cos)[..., None]
        + up[:, None] * (radii[:, 1:] * sin)[..., None]
    )
    if cap:
        first, last = (
            path[0] + (rings[0] - path[0]) * 0.02,
            path[-1] + (rings[-1] - path[-1]) * 0.02,
        )
        rings = np.concatenate([first[None], rings, last[None]])
    return rings.reshape(-1, 3), [list(f) for f in grid_faces(len(rings), segments)]


def join(solids: list[Solid]) -> Solid:
    """Several solids as one, their vertices one after another."""
    faces, offset = [], 0
    for points, quads in solids:
        faces += [[int(i) + offset for i in f] for f in quads]
        offset += len(points)
    return np.concatenate([p for p, _ in solids]), faces


def make_object(
    name: str,
    points: np.ndarray,
    faces: list,
    materials: list[bpy.types.Material],
    collection: bpy.types.Collection,
    parent: bpy.types.Object | None = None,
    material_index: np.ndarray | None = None,
    subdivide: int = 0,
) -> bpy.types.Object:
    """A smooth-shaded mesh object; `subdivide` is the level of a Catmull-Clark modifier."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(np.asarray(points).tolist(), [], [[int(i) for i in f] for f in faces])
    for material in materials:
        mesh.materials.append(material)
    if material_index is not None:
        mesh.polygons.foreach_set("material_index", np.asarray(material_index, np.int32))
    mesh.shade_smooth()
    made = bpy.data.objects.new(name, mesh)
    collection.objects.link(made)
    made.parent = parent
    if subdivide:
        add_subdivision(made, subdivide)
    return made


def add_subdivision(target: bpy.types.Object, level: int) -> None:
    """Catmull-Clark as the last modifier, the same in the viewport and the render."""
    modifier = target.modifiers.new("subdivide", "SUBSURF")
    modifier.levels = modifier.render_levels = level


def weld(
    name: str,
    solids: list[Solid],
    material: bpy.types.Material,
    collection: bpy.types.Collection,
    voxel: float,
    smoothing: int = 6,
) -> bpy.types.Object:
    """Overlapping closed solids as one skin: voxel remesh, then `smoothing` Laplacian steps."""
    points, faces = join(solids)
    made = make_object(name, points, faces, [material], collection)
    remesh = made.modifiers.new("weld", "REMESH")
    remesh.mode, remesh.voxel_size = "VOXEL", voxel
    relax = made.modifiers.new("relax", "SMOOTH")
    relax.factor, relax.iterations = 0.5, smoothing
    graph = bpy.context.evaluated_depsgraph_get()
    mesh = bpy.data.meshes.new_from_object(made.evaluated_get(graph))
    rough = made.data
    made.modifiers.clear()
    made.data = mesh
    bpy.data.meshes.remove(rough)
    mesh.materials.clear()
    mesh.materials.append(material)
    mesh.shade_smooth()
    add_attribute(made, "rest", vertices(made))
    return made


def vertices(target: bpy.types.Object) -> np.ndarray:
    """Vertex positions (n, 3) in the object's own space, without modifiers."""
    flat = np.empty(len(target.data.vertices) * 3, np.float32)
    target.data.vertices.foreach_get("co", flat)
    return flat.reshape(-1, 3).astype(float)


def add_attribute(target: bpy.types.Object, name: str, values: np.ndarray) -> None:
    """A per-vertex attribute, new or replaced: (n,) a float, (n, 3) a vector, (n, 4) a colour."""
    values = np.asarray(values, np.float32)
    width = 1 if values.ndim == 1 else values.shape[1]
    kind, field = {
        1: ("FLOAT", "value"),
        3: ("FLOAT_VECTOR", "vector"),
        4: ("FLOAT_COLOR", "color"),
    }[width]
    attributes = target.data.attributes
    held = attributes.get(name) or attributes.new(name, kind, "POINT")
    held.data.foreach_set(field, values.ravel())


def paint(target: bpy.types.Object, colours: np.ndarray) -> None:
    """Vertex colours `Col` from linear RGB, (n, 3) or one (3,) for all."""
    count = len(target.data.vertices)
    full = np.ones((count, 4))
    full[:, :3] = colours
    add_attribute(target, "Col", full)


def add_shape_keys(target: bpy.types.Object, shapes: dict[str, np.ndarray]) -> None:
    """Relative shape keys from full vertex positions (n, 3); values may go from -1 to 2."""
    target.shape_key_add(name="Basis", from_mix=False)
    for name, points in shapes.items():
        key = target.shape_key_add(name=name, from_mix=False)
        key.slider_min, key.slider_max = -1.0, 2.0
        key.data.foreach_set("co", np.asarray(points, np.float32).ravel())
