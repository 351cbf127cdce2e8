// Cleaning a dirty file: ours, with its report, and GEOS noding the same rings, in one run.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** These benchmarks are measured here, and not once more among the others of jingwei-bench. */
export const cleanFilter = '^clean/(dirty|geos_noding)_10000';

export function cleanRows({ row, output, buildFolder, dataFolder }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-bench-'));
  const file = path.join(folder, 'clean.json');
  output(path.join(buildFolder, 'bench/jingwei-bench'), [`--benchmark_filter=${cleanFilter}`, '--benchmark_min_time=2', `--benchmark_out=${file}`, '--benchmark_out_format=json'],
    { env: { ...process.env, JINGWEI_BENCH_DATA: dataFolder }, stdio: ['ignore', 'ignore', 'inherit'] });
  const { benchmarks } = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(folder, { recursive: true });
  const [ours, geos] = ['clean/dirty', 'clean/geos'].map((name) => benchmarks.find((found) => found.name.startsWith(name)));
  for (const { name, error_occurred, error_message } of [ours, geos]) {
    if (error_occurred) throw new Error(`${name}: ${error_message}`);
  }
  row('coverage clean, 10,000 dirty polygons', ours.cpu_time, 'ms CPU', `${ours.polygons.toLocaleString('en')} polygons, ${ours.repairs.toLocaleString('en')} repairs, each reported`);
  row('coverage clean, GEOS noding', geos.cpu_time, 'ms CPU', `the same rings noded and made polygons: ${geos.faces.toLocaleString('en')} faces, no owners, no repairs`);
  row('coverage clean beside GEOS noding', geos.cpu_time / ours.cpu_time, '× as fast');
}
