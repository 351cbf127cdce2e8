// The figures that the benchmark is to reach, and whether it does.

const mebibytes = (megabytes) => (megabytes * 1e6) / 2 ** 20;

/**
 * Which bar, the names of the rows that it is on, how the figure compares with it, in the unit of the row; a note.
 * S2 is not asked for equal answers: its borders run along great circles.
 */
const bars = [
  ['locate 1', /^city: how often faster than the fastest peer, one point, (uniform|clustered)$/, '≥', 20, 'stretch 25'],
  ['locate 2', /^city: how often faster than the fastest peer, batch, (uniform|clustered)$/, '≥', 40, 'stretch 50'],
  ['locate 3', /^province: how often faster than the fastest peer, one point, (uniform|clustered)$/, '≥', 10],
  ['locate 3', /^province: how often faster than the fastest peer, batch, (uniform|clustered)$/, '≥', 30],
  ['locate 3', /^province: Jingwei, memory$/, '≤', mebibytes(400), '400 MB, stretch 250'],
  ['locate 3', /^province: Jingwei, built$/, '≤', 5],
  ['locate 4', /^\w+: (?!S2)[\w.]+, answers other than ours away from borders$/, '≤', 0],
  ['locate 4', /^\w+: PostGIS, points not covered by our owner, /, '≤', 0],
  ['locate 5', /^(city|province): Jingwei, nearest border, (uniform|clustered)$/, '≤', 3000],
  ['locate 6', /^GET \/v1\/locate, district, .*: CPU beside bare Beast$/, '≤', 1.5],
  ['locate 6', /^GET \/v1\/locate, district, .*: requests a second$/, '≥', 50_000],
  ['locate 7', /^POST \/v1\/locate, 100,000 points in CSV/, '≥', 2_000_000],
  ['tiles 1', /^styled list, as served beside PostGIS$/, '≥', 40],
  ['tiles 1', /^styled list, as served beside /, '≥', 12],
  ['tiles 2', /^styled list, whole beside PostGIS$/, '≥', 20],
  ['tiles 3', /^city packed, largest tile of /, '≤', 150],
  ['tiles 4', /^city packed, beside tippecanoe$/, '≥', 10],
  ['tiles 5', /^cached tile, .*: CPU beside nginx$/, '≤', 1],
  ['tiles 6', /^304, .*: CPU beside nginx$/, '≤', 1],
  ['coverage 1', /^city: Jingwei, coverage from polygons$/, '≤', 0.5],
  ['coverage 2', /^coverage check_whole$/, '≤', 200],
  ['coverage 2', /^whole check$/, '≤', 200],
  ['coverage 2', /^coverage measure_edit\//, '≤', 1000],
  ['coverage 3', /^coverage clean, 10,000 dirty polygons$/, '≤', 1500],
  ['import', /^import cameras\.csv, 60,000 rows$/, '≤', 5],
  ['import', /^import cameras\.xlsx, 60,000 rows$/, '≤', 15],
  ['import', /^import houses\.gpkg, 300,000 rows$/, '≤', 30],
  ['change', /^a camera changed over HTTP, then its tile and place: median$/, '≤', 20, 'and one fsync'],
  ['open 1', /^serve, district: start to ready$/, '≤', 200],
  ['open 1', /^serve, city: start to ready$/, '≤', 2000],
  ['open 1', /^serve, province: start to ready$/, '≤', 15_000],
  ['open 2', /^serve, city: resident memory$/, '≤', mebibytes(400), '400 MB'],
  ['open 2', /^serve, province: resident memory$/, '≤', mebibytes(4000), '4 GB'],
  ['plans 1', /^plan op, all: server CPU, p99$/, '≤', 10, 'and one fsync'],
  ['plans 1', /^plan op, a building with its unit: server CPU, p99$/, '≤', 10, 'and one fsync'],
  ['plans 2', /^plan published until its first changed tile: wall$/, '≤', 150],
  ['plans 3', /^suggest 30 grids of 1,000 units, first answer$/, '≤', 500],
  ['plans 3', /^suggest 30 grids of 1,000 units, three alternatives$/, '≤', 3000],
  ['plans 4', /^diff of two editions, the first time: server CPU$/, '≤', 300],
];

/** The bar on a row: its name, comparison, value and note, and whether the figure reaches it; undefined where there is none. */
export function barOn(row, figure) {
  const found = bars.find(([, rows]) => rows.test(row));
  if (!found) return undefined;
  const [name, , comparison, value, note = ''] = found;
  return { name, comparison, value, note, met: comparison === '≤' ? figure <= value : figure >= value };
}

/** How a bar is printed beside a figure. */
export function shownBar(bar) {
  if (!bar) return '';
  const value = bar.value >= 100 ? Math.round(bar.value).toLocaleString('en') : Number(bar.value.toPrecision(3));
  return `${bar.comparison} ${value}${bar.note && ` (${bar.note})`}: ${bar.met ? 'met' : 'missed'}`;
}

/** One line for each bar that was missed, and one that counts; `rows` are those of a run, each with its `bar`. */
export function barSummary(rows) {
  const held = rows.filter(({ bar }) => bar);
  const missed = held.filter(({ bar }) => !bar.met);
  const names = [...new Set(bars.map(([name]) => name))];
  const absent = names.filter((name) => held.every(({ bar }) => bar.name !== name));
  return [
    `bars: ${held.length - missed.length} of ${held.length} rows met`,
    ...missed.map(({ name, value, unit, bar }) => `missed: ${bar.name}, ${name}: ${Number(value.toPrecision(4))} ${unit}, bar ${shownBar(bar)}`),
    ...(absent.length ? [`not measured in this run: ${absent.join(', ')}`] : []),
  ];
}
