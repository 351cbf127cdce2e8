// Sums up what gcov says of every object of a build: lines run, by folder of the source tree. Called by scripts/coverage.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const root = process.cwd();
const build = path.resolve(process.argv[2]);
const lines = new Map(); // file -> line -> times run

for (const entry of readdirSync(build, { recursive: true })) {
  if (!String(entry).endsWith('.gcda')) continue;
  const object = path.join(build, String(entry));
  const done = spawnSync('gcov', ['--json-format', '--stdout', object], { encoding: 'utf8', maxBuffer: 1 << 28, cwd: build });
  if (done.status !== 0) throw new Error(`gcov ${object}\n${done.stderr}`);
  for (const part of done.stdout.split('\n').filter(Boolean)) {
    const { files, current_working_directory: folder } = JSON.parse(part);
    for (const { file, lines: found } of files) {
      const name = path.relative(root, path.resolve(folder, file));
      if (!/^(spatial|tiles|data|server)\//.test(name)) continue;
      const counts = lines.get(name) ?? lines.set(name, new Map()).get(name);
      for (const { line_number: line, count } of found) counts.set(line, (counts.get(line) ?? 0) + count);
    }
  }
}

const folders = new Map();
for (const [file, counts] of lines) {
  const folder = path.dirname(file);
  const sum = folders.get(folder) ?? folders.set(folder, { files: 0, lines: 0, run: 0 }).get(folder);
  sum.files += 1;
  sum.lines += counts.size;
  sum.run += [...counts.values()].filter((count) => count > 0).length;
}
console.log('| folder | files | lines | run |\n|---|---:|---:|---:|');
for (const [folder, sum] of [...folders].sort()) {
  console.log(`| ${folder} | ${sum.files} | ${sum.lines} | ${((100 * sum.run) / sum.lines).toFixed(1)} % |`);
}
if (folders.size === 0) {
  console.error('no object of this build has run');
  process.exit(1);
}
