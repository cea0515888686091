// Writes europe.path from npm world-atlas 2.0.2 (land-50m.json) with npm topojson-client and topojson-simplify:
//   npm i world-atlas topojson-client topojson-simplify && node europe.mjs > europe.path
// The projection is that of `plotting.py`; the frame is its frame, a little wider so that no cut edge is drawn.
import { readFileSync } from "node:fs";
import { feature } from "topojson-client";
import { presimplify, quantile, simplify } from "topojson-simplify";

const land = JSON.parse(readFileSync("node_modules/world-atlas/land-50m.json"));
const weighted = presimplify(land);
const shapes = feature(simplify(weighted, quantile(weighted, 0.55)), "land").features;
const WEST = 2500000, SOUTH = 1300000, EAST = 6550000, NORTH = 5500000, UNIT = 5000, MARGIN = 20, SMALLEST = 14;
const [LON, LAT, RADIUS] = [10, 52, 6371007];

function projected([lon, lat]) {
  const [p, l, p0] = [lat, lon - LON, LAT].map((d) => (d * Math.PI) / 180);
  const k = Math.sqrt(2 / (1 + Math.sin(p0) * Math.sin(p) + Math.cos(p0) * Math.cos(p) * Math.cos(l)));
  const x = 4321000 + RADIUS * k * Math.cos(p) * Math.sin(l);
  const y = 3210000 + RADIUS * k * (Math.cos(p0) * Math.sin(p) - Math.sin(p0) * Math.cos(p) * Math.cos(l));
  return [(x - WEST) / UNIT, (NORTH - y) / UNIT];
}

function clipped(ring, inside, cut) {
  return ring.flatMap((point, i) => {
    const before = ring[(i + ring.length - 1) % ring.length];
    const crossing = inside(point) !== inside(before) ? [cut(before, point)] : [];
    return inside(point) ? [...crossing, point] : crossing;
  });
}

function framed(ring) {
  const [w, h] = [(EAST - WEST) / UNIT + MARGIN, (NORTH - SOUTH) / UNIT + MARGIN];
  const at = (axis, v) => (a, b) => {
    const t = (v - a[axis]) / (b[axis] - a[axis]);
    return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
  };
  for (const [axis, v, sign] of [[0, -MARGIN, 1], [0, w, -1], [1, -MARGIN, 1], [1, h, -1]])
    ring = clipped(ring, (p) => sign * (p[axis] - v) >= 0, at(axis, v));
  return ring;
}

const area = (ring) => Math.abs(ring.reduce((sum, [x, y], i) => {
  const [a, b] = ring[(i + 1) % ring.length];
  return sum + x * b - a * y;
}, 0)) / 2;

function path(ring) {
  let [x, y] = ring[0].map(Math.round);
  let d = `M${x},${y}l`, steps = [];
  for (const [a, b] of ring.slice(1).map((p) => p.map(Math.round))) {
    if (a === x && b === y) continue;
    steps.push(`${a - x},${b - y}`);
    [x, y] = [a, b];
  }
  return d + steps.join(" ").replaceAll(" -", "-").replaceAll(",-", "-") + "z";
}

const near = ([lon, lat]) => lat > 22 && lon > -40 && lon < 75;
const rings = shapes.flatMap((f) => f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates)
  .flatMap((polygon) => polygon)
  .filter((ring) => ring.some(near))
  .map((ring) => ring.slice(0, -1).map(([lon, lat]) => projected([Math.max(-60, Math.min(100, lon)), Math.max(0, lat)])))
  .map(framed).filter((ring) => ring.length > 2 && area(ring) > SMALLEST);
process.stdout.write(rings.map(path).join("") + "\n");
