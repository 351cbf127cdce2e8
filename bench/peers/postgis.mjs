// A private PostgreSQL server with PostGIS, in a folder of its own, reached by a socket only; gone with stop().
// Used by the rows that compare with PostGIS; scripts/bench --peers installs it.
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const versions = '/usr/lib/postgresql';

/** The folder of the newest server's programs, or undefined where none is installed. */
function programs() {
  if (!existsSync(versions)) return undefined;
  const newest = readdirSync(versions).sort((a, b) => Number(b) - Number(a))[0];
  const folder = newest && path.join(versions, newest, 'bin');
  return folder && existsSync(path.join(folder, 'pgbench')) && folder;
}

export const postgisInstalled = () =>
  programs() !== undefined && existsSync(path.join('/usr/share/postgresql', path.basename(path.dirname(programs())), 'extension/postgis.control'));

/** Starts a server: warm, without fsync, and with memory for everything, so that only its answers are measured. */
export function startPostgis() {
  const bin = programs();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-postgis-'));
  const root = process.getuid() === 0; // the server refuses to run as root
  const as = root ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : [];
  const run = (program, args, options = {}) => {
    const [first, ...rest] = [...as, path.join(bin, program), ...args];
    const done = spawnSync(first, rest, { encoding: 'utf8', maxBuffer: 1 << 28, cwd: folder, ...options });
    if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}\n${done.stdout ?? ''}${done.stderr ?? done.error}`);
    return done.stdout;
  };
  if (root) {
    const [uid, gid] = ['-u', '-g'].map((what) => Number(spawnSync('id', [what, 'postgres'], { encoding: 'utf8' }).stdout));
    chownSync(folder, uid, gid);
  }
  const data = path.join(folder, 'data');
  run('initdb', ['-D', data, '-U', 'bench', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C']);
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=1GB', 'work_mem=256MB', 'maintenance_work_mem=512MB',
    'max_parallel_workers_per_gather=0', 'jit=off', "listen_addresses=''", `unix_socket_directories=${folder}`, 'autovacuum=off'];
  run('pg_ctl', ['-D', data, '-w', '-l', path.join(folder, 'log'), '-o', settings.map((s) => `-c ${s}`).join(' '), 'start'], { stdio: 'ignore' });
  const reach = ['-h', folder, '-U', 'bench', '-d', 'postgres'];
  const sql = (text, input) => run('psql', [...reach, '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', text], input === undefined ? {} : { input });
  sql('CREATE EXTENSION postgis');
  return {
    folder,
    sql,
    /** What a session prints for a script, one row a line. */
    script: (input) => run('psql', [...reach, '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'], { input }),
    version: () => sql('SELECT postgis_lib_version()').trim(),
    /** Milliseconds of a statement as the client sees them, the best of `times`. */
    milliseconds(text, times = 3) {
      const said = run('psql', [...reach, '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'], { input: `\\timing on\n${`${text};\n`.repeat(times)}` });
      return Math.min(...[...said.matchAll(/Time: ([\d.]+) ms/g)].map((found) => Number(found[1])));
    },
    /** pgbench of one script with prepared statements over the socket: mean milliseconds a transaction. */
    transactions(script, count) {
      const file = path.join(folder, 'script.sql');
      writeFileSync(file, script);
      const said = run('pgbench', [...reach, '-n', '-M', 'prepared', '-c', '1', '-t', String(count), '-f', file]);
      return Number(/latency average = ([\d.]+) ms/.exec(said)[1]);
    },
    stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
